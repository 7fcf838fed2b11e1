/** Why an act was not done, in words that say what to do. */
import type { JSX } from "preact";
import type { Key } from "../../ui/words";
import type { Case } from "./case";
import { useCase } from "./place";

const WHY: Readonly<Record<string, Key>> = {
  taken: "deskroom_refused_taken",
  forbidden: "deskroom_refused_forbidden",
  offline: "deskroom_refused_offline",
  many: "deskroom_refused_many",
  cannot: "deskroom_refused_cannot",
  left: "deskroom_refused_left",
};

export function whyText(held: Case): string {
  const { words } = held.office;
  const refused = held.refused.value;
  if (refused === null) return "";
  const why = oneWhy(held, refused.code);
  return refused.rest ? `${why} ${words.t("deskroom_refused_rest")}` : why;
}

function oneWhy(held: Case, code: string): string {
  const { words } = held.office;
  const agent = held.tended.value?.agent ?? null;
  const key = WHY[code];
  // Until it is known who was first.
  if (!key || (code === "taken" && agent === null)) return words.t("deskroom_refused");
  return words.t(key, { name: held.nameOf(agent) });
}

/** The same for who is elsewhere by now. */
export function undoneText(held: Case): string {
  const { subject } = held.room.state.value;
  return held.office.words.t("deskroom_undone", { subject: subject || held.id, why: whyText(held) });
}

/** Inside of a form: what was written stays. */
export function Why(): JSX.Element {
  return (
    <p class="write-error" role="alert">
      {whyText(useCase())}
    </p>
  );
}
