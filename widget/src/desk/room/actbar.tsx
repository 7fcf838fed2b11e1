/** What one does with the room, as buttons that say their key; and what was not done, and why. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Key, Words } from "../../ui/words";
import { deedsOf } from "./acts";
import type { Case } from "./case";
import type { Deed } from "./deed";
import { type ActName, KEYS, keyText } from "./keys";
import { useCase } from "./place";

/** The others stand in the side column, and in the palette. */
const SHOWN: readonly ActName[] = ["take", "hand", "join", "snooze", "resolve"];

export function ActBar({ words }: { words: Words }): JSX.Element {
  const held = useCase();
  const deeds = useMemo(() => deedsOf(held, words), [held]);
  const shown = deeds.filter(({ name, when }) => SHOWN.includes(name) && when());
  return (
    <div class="act-bar">
      <Whose held={held} words={words} />
      <div class="acts" role="group" aria-label={words.t("deskroom_acts")}>
        {shown.map((deed) => (
          <ActButton key={deed.label} deed={deed} strong={deed.name === "take"} />
        ))}
      </div>
    </div>
  );
}

export function ActButton({ deed, strong = false }: { deed: Deed; strong?: boolean }): JSX.Element {
  const held = useCase();
  const key = KEYS[deed.name];
  return (
    <button
      type="button"
      class={strong ? "act is-strong" : "act"}
      aria-keyshortcuts={key.replace("mod", "Control")}
      aria-busy={held.busy.value}
      // A second press of the same click is no second act.
      onClick={({ detail }) => detail < 2 && held.press(deed.name, () => (deed.when() ? deed : undefined))}
    >
      {deed.label} <KeyHint of={key} />
    </button>
  );
}

/** For the eye: who listens hears it as the button's own key. */
export function KeyHint({ of }: { of: string }): JSX.Element {
  return (
    <span class="key" aria-hidden="true">
      {keyText(of, navigator.platform)}
    </span>
  );
}

const WHOSE: Readonly<Record<string, Key>> = {
  nobody: "deskroom_nobodys",
  mine: "deskroom_mine",
  asked: "deskroom_asked",
  theirs: "deskroom_theirs",
  offered: "deskroom_offered",
  team: "deskroom_teams",
};

export function whoseText(held: Case, words: Words): string {
  const key = WHOSE[held.standing.value ?? ""];
  const tended = held.tended.value;
  if (!key || !tended) return "";
  return words.t(key, { name: held.nameOf(tended.agent), team: tended.team ?? "" });
}

function Whose({ held, words }: { held: Case; words: Words }): JSX.Element {
  const { hold = null, wake_at: at = null } = held.tended.value ?? {};
  return (
    <p class={`whose is-${held.standing.value ?? "unknown"}`} role="status">
      <span>{whoseText(held, words)}</span>
      {hold && <span class="chip">{words.t(at ? "deskroom_snoozed" : "deskroom_pending")}</span>}
    </p>
  );
}
