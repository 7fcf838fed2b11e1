/** To whom a room is handed: a colleague or a team, with a word on what it is about. */
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Act } from "./calls";
import type { Case } from "./case";
import { useOnce } from "./once";
import { useCase } from "./place";
import { Why } from "./why";

const MOST_NOTE = 1000;

export function HandForm({ done }: { done: () => void }): JSX.Element {
  const held = useCase();
  const { words, colleagues, teams } = held.office;
  const kind = useSignal<"to" | "team">("to");
  const to = useSignal("");
  const note = useSignal("");
  useEffect(() => {
    colleagues.need();
    teams.need();
  }, []);
  const choices = kind.value === "to" ? people(held) : teams.value.map(({ id, name }) => ({ id, name }));
  const chosen = choices.find(({ id }) => id === to.value)?.id ?? choices[0]?.id ?? "";
  const once = useOnce(done);
  const send = (submit: Event): void => {
    submit.preventDefault();
    const said = note.peek().trim();
    const act: Act = { act: "hand", [kind.peek()]: chosen, ...(said && { note: said }) };
    if (chosen) void once(() => held.acts(act));
  };
  return (
    <form class="desk-form" onSubmit={send}>
      <Kinds kind={kind} />
      <label class="desk-field">
        <span>{words.t(kind.value === "to" ? "deskroom_hand_to" : "deskroom_hand_team")}</span>
        <select
          data-first
          value={chosen}
          onChange={(event: { currentTarget: HTMLSelectElement }) => (to.value = event.currentTarget.value)}
        >
          {choices.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {choices.length === 0 && <p class="muted">{words.t("deskroom_hand_nobody")}</p>}
      <label class="desk-field">
        <span>{words.t("deskroom_hand_note")}</span>
        <textarea
          rows={3}
          dir="auto"
          maxLength={MOST_NOTE}
          value={note.value}
          onInput={(event: { currentTarget: HTMLTextAreaElement }) =>
            (note.value = event.currentTarget.value)
          }
        />
      </label>
      <p class="muted">{words.t("deskroom_hand_text")}</p>
      <Why />
      <button type="submit" class="primary" disabled={!chosen}>
        {words.t("deskroom_hand")}
      </button>
    </form>
  );
}

/** Everybody but whose it is. */
function people(held: Case): { id: string; name: string }[] {
  const { colleagues, me } = held.office;
  const tended = held.tended.value;
  const whose = tended?.state === "assigned" ? tended.agent : me.user;
  return colleagues.value.filter(({ user }) => user !== whose).map(({ user, name }) => ({ id: user, name }));
}

function Kinds({ kind }: { kind: Signal<"to" | "team"> }): JSX.Element {
  const { words } = useCase().office;
  const choice = (one: "to" | "team"): JSX.Element => (
    <label class="audience-choice">
      <input type="radio" name="hand-kind" checked={kind.value === one} onChange={() => (kind.value = one)} />
      <span>{words.t(one === "to" ? "deskroom_colleague" : "deskroom_team")}</span>
    </label>
  );
  return (
    <div class="audience" role="radiogroup" aria-label={words.t("deskroom_hand_kind")}>
      {choice("to")}
      {choice("team")}
    </div>
  );
}
