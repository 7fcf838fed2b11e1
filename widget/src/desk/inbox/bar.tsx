/** Above the list: whose rooms, what is searched for, what narrows it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { focusOn } from "../focus";
import type { Work } from "../work";
import { type Filters, KINDS, NO_FILTERS, narrowed, PRIORITIES, STATUSES, VIEWS } from "./filters";

export function Views({ work }: { work: Work }): JSX.Element {
  const { words } = work;
  const { inbox } = work.list.value;
  return (
    <div class="views" role="group" aria-label={words.t("inbox_views")}>
      {VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          class="view"
          aria-pressed={view === inbox.view}
          onClick={() => work.look(view)}
        >
          <span class="view-count">{grouped(inbox.counts[view])}</span>
          <span>{words.t(`inbox_view_${view}`)}</span>
        </button>
      ))}
    </div>
  );
}

/** As `toLocaleString`, which costs a hundred times more. */
const grouped = (count: number): string => `${count}`.replace(/\B(?=(\d{3})+$)/g, ",");

export function Narrow({ work }: { work: Work }): JSX.Element {
  const { words } = work;
  const { inbox } = work.list.value;
  const [open, show] = useState(false);
  const { filters } = inbox;
  const count = narrowed(filters);
  const set = (change: Partial<Filters>): void => work.look(inbox.view, { ...filters, ...change });
  const none = (): void => {
    set({ ...NO_FILTERS, text: filters.text });
    focusOn(".narrow-open");
  };
  return (
    <div class="narrow" role="search">
      <input
        type="search"
        id="inbox-seek"
        dir="auto"
        autocomplete="off"
        aria-label={words.t("inbox_seek")}
        placeholder={words.t("inbox_seek")}
        value={filters.text}
        onInput={(event) => set({ text: event.currentTarget.value })}
      />
      <button
        type="button"
        class="secondary narrow-open"
        aria-expanded={open}
        aria-controls="narrow-by"
        onClick={() => show(!open)}
      >
        {words.t("inbox_filter")}
        {count > 0 && <span class="count">{count}</span>}
      </button>
      {open && <By work={work} set={set} />}
      {count > 0 && (
        <button type="button" class="link" onClick={none}>
          {words.t("inbox_filter_none")}
        </button>
      )}
    </div>
  );
}

interface ByParts {
  readonly work: Work;
  readonly set: (change: Partial<Filters>) => void;
}

function By({ work, set }: ByParts): JSX.Element {
  const { inbox, words } = work;
  const labels = [...inbox.labels.keys()].sort();
  const said = (all: readonly string[], text: (one: string) => string) =>
    all.map((one) => [one, text(one)] as const);
  const choices = [
    { name: "status", all: said(STATUSES, (one) => words.maybe(`inbox_status_${one}`, one)) },
    { name: "kind", all: said(KINDS, (one) => words.maybe(`inbox_kind_${one}`, one)) },
    { name: "priority", all: said(PRIORITIES, (one) => words.maybe(`inbox_priority_${one}`, one)) },
    { name: "label", all: said(labels, (one) => one) },
  ] as const;
  return (
    <div class="narrow-by" id="narrow-by">
      {choices.map(({ name, all }) => (
        <label key={name}>
          <span>{words.t(`inbox_by_${name}`)}</span>
          <select
            value={inbox.filters[name]}
            onChange={(event: Event) => set({ [name]: (event.currentTarget as HTMLSelectElement).value })}
          >
            <option value="">{words.t("inbox_any")}</option>
            {all.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
