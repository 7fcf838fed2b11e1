/** Where no room is: what will stand here, and the next step. */
import type { JSX } from "preact";
import type { Key } from "../../ui/words";
import { focusOn } from "../focus";
import type { Work } from "../work";
import { NO_FILTERS, narrowed } from "./filters";

/** Where there is more to see, beginning with what one could take. */
const ELSEWHERE = ["unassigned", "team", "all"] as const;

export function Empty({ work }: { work: Work }): JSX.Element {
  const { words } = work;
  const { inbox } = work.list.value;
  const { filters, view } = inbox;
  const none = (): void => {
    work.look(view, NO_FILTERS);
    focusOn(".narrow-open");
  };
  if (filters.text || narrowed(filters) > 0)
    return (
      <Note title="inbox_none_found" text="inbox_none_found_text" work={work}>
        <button type="button" class="secondary" onClick={none}>
          {words.t("inbox_filter_none")}
        </button>
      </Note>
    );
  const other = ELSEWHERE.find((one) => one !== view && inbox.counts[one] > 0);
  return (
    <Note title={`inbox_empty_${view}` as Key} text={`inbox_empty_${view}_text` as Key} work={work}>
      {other ? (
        <button type="button" class="secondary" onClick={() => work.look(other)}>
          {words.t(`inbox_go_${other}`, { n: inbox.counts[other] })}
        </button>
      ) : (
        <Next work={work} />
      )}
    </Note>
  );
}

/** Nobody waits anywhere. */
function Next({ work }: { work: Work }): JSX.Element | null {
  const { words } = work;
  const state = work.agent.value?.state;
  if (state && state !== "online")
    return (
      <button type="button" class="secondary" onClick={() => work.say("online")}>
        {words.t("desk_state_go_online")}
      </button>
    );
  if (!work.me.can.includes("settings")) return null;
  return (
    <button type="button" class="secondary" onClick={() => work.go({ at: "settings", section: "" })}>
      {words.t("inbox_go_setup")}
    </button>
  );
}

interface NoteParts {
  readonly title: Key;
  readonly text: Key;
  readonly work: Work;
  readonly children: JSX.Element;
}

function Note({ title, text, work: { words }, children }: NoteParts): JSX.Element {
  return (
    <div class="inbox-empty">
      <h2>{words.maybe(title, "")}</h2>
      <p class="muted">{words.maybe(text, "")}</p>
      {children}
    </div>
  );
}

/** The rooms are on their way: their structure, after a moment. */
export function Coming(): JSX.Element {
  return (
    <div class="inbox-coming" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5].map((one) => (
        <i key={one} />
      ))}
    </div>
  );
}
