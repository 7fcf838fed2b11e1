/** What staff note of a room: priority, labels, until when it is put off, by when it is looked at again, spam. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Words } from "../../ui/words";
import { Stroke } from "../labels";
import { ActButton } from "./actbar";
import { deedsOf } from "./acts";
import type { Case } from "./case";
import type { Deed } from "./deed";
import { type ActName, KEYS } from "./keys";
import { whenText } from "./moments";
import { useCase } from "./place";
import { PRIORITIES, type Tended } from "./tended";

export function NotedOf(): JSX.Element | null {
  const held = useCase();
  const { words } = held.office;
  const deeds = useMemo(() => deedsOf(held, words), [held]);
  const tended = held.tended.value;
  if (!tended) return null;
  const deed = (name: ActName): Deed => deeds.find((one) => one.name === name && one.when()) as Deed;
  const now = Date.now() + held.office.client.greeted.value.aheadMs;
  return (
    <section class="side-part">
      <h2>{words.t("deskroom_noted")}</h2>
      <dl class="noted">
        <dt id="deskroom-priority">{words.t("deskroom_priority")}</dt>
        <dd>
          <Priorities held={held} now={tended.priority ?? ""} />
        </dd>
        <dt>{words.t("deskroom_labels")}</dt>
        <dd>
          <Marks tended={tended} held={held} />
          <ActButton deed={deed("label")} />
        </dd>
        <dt>{words.t("deskroom_put_off")}</dt>
        <dd>
          <span>{holdText(tended, words, now)}</span>
          <ActButton deed={deed("snooze")} />
        </dd>
        <dt>{words.t("deskroom_due")}</dt>
        <dd>
          <span>{tended.due_at ? whenText(tended.due_at, words, now) : words.t("deskroom_none")}</span>
          <ActButton deed={deed("due")} />
        </dd>
      </dl>
      <Spam held={held} tended={tended} />
    </section>
  );
}

function holdText({ hold, wake_at: at }: Tended, words: Words, now: number): string {
  if (at) return words.t("deskroom_snoozed_until", { when: whenText(at, words, now) });
  return words.t(hold === "pending" ? "deskroom_is_pending" : "deskroom_none");
}

function Priorities({ held, now }: { held: Case; now: string }): JSX.Element {
  const { words } = held.office;
  return (
    <select
      title={words.t("deskroom_priority_next")}
      aria-keyshortcuts={KEYS.priority}
      aria-labelledby="deskroom-priority"
      class={`priority is-${now || "none"}`}
      value={now}
      onChange={(event: { currentTarget: HTMLSelectElement }) =>
        held.acts({ act: "mark", priority: event.currentTarget.value })
      }
    >
      <option value="">{words.t("deskroom_none")}</option>
      {PRIORITIES.map((level) => (
        <option key={level} value={level}>
          {words.t(`deskroom_priority_${level}`)}
        </option>
      ))}
    </select>
  );
}

function Marks({ tended, held }: { tended: Tended; held: Case }): JSX.Element {
  const { words, labels } = held.office;
  if (tended.labels.length === 0) return <span>{words.t("deskroom_none")}</span>;
  return (
    <ul class="label-list">
      {tended.labels.map((label) => (
        <li key={label} class="label">
          <Stroke label={label} colours={labels.colours.value} />
          <bdi>{label}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** Nobody is to wait for it, and it counts nowhere. */
function Spam({ held, tended }: { held: Case; tended: Tended }): JSX.Element | null {
  const { words } = held.office;
  const { kind } = held.room.state.value;
  if (kind !== "support" || tended.spam === undefined) return null;
  return (
    <button type="button" class="link" onClick={() => held.acts({ act: tended.spam ? "not_spam" : "spam" })}>
      {words.t(tended.spam ? "deskroom_not_spam" : "deskroom_spam")}
    </button>
  );
}
