/** Until when a room is put off, or by when it is looked at again: one press for the usual, a field for any time. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Marks } from "./calls";
import { localMoment, momentOf, presetsAt, whenText } from "./moments";
import { useOnce } from "./once";
import { useCase } from "./place";
import { Why } from "./why";

export function UntilForm({ what, done }: { what: "snooze" | "due"; done: () => void }): JSX.Element {
  const held = useCase();
  const { words, client } = held.office;
  const own = useSignal("");
  const now = Date.now() + client.greeted.value.aheadMs;
  const once = useOnce(done);
  const mark = (marks: Marks): Promise<void> => once(() => held.acts({ act: "mark", ...marks }));
  const put = (at: number): Promise<void> => {
    const moment = new Date(at).toISOString();
    return mark(what === "snooze" ? { hold: "snoozed", wake_at: moment } : { due_at: moment });
  };
  const send = (submit: Event): void => {
    submit.preventDefault();
    const at = localMoment(own.peek());
    if (at !== null) void put(at);
  };
  return (
    <form class="desk-form" onSubmit={send}>
      <p class="muted">{words.t(what === "snooze" ? "deskroom_snooze_text" : "deskroom_due_text")}</p>
      <ul class="presets">
        {presetsAt(now).map((preset, at) => (
          <li key={preset}>
            <button
              type="button"
              class="act"
              data-first={at === 0 || undefined}
              onClick={() => put(momentOf(preset, now))}
            >
              <span>{words.t(`deskroom_preset_${preset}`)}</span>
              <time class="muted">{whenText(momentOf(preset, now), words, now)}</time>
            </button>
          </li>
        ))}
        {what === "snooze" && (
          <li>
            <button type="button" class="act" onClick={() => mark({ hold: "pending" })}>
              {words.t("deskroom_pend")}
            </button>
          </li>
        )}
        {what === "due" && held.tended.value?.due_at && (
          <li>
            <button type="button" class="act" onClick={() => mark({ due_at: "" })}>
              {words.t("deskroom_due_none")}
            </button>
          </li>
        )}
      </ul>
      <label class="desk-field">
        <span>{words.t("deskroom_at")}</span>
        <input
          type="datetime-local"
          value={own.value}
          onInput={(event: { currentTarget: HTMLInputElement }) => (own.value = event.currentTarget.value)}
        />
      </label>
      <Why />
      <button type="submit" class="primary" disabled={localMoment(own.value) === null}>
        {words.t(what === "snooze" ? "deskroom_snooze" : "deskroom_due_set")}
      </button>
    </form>
  );
}
