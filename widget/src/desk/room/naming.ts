/** What can be named at the caret just now: canned responses in the customer's language, colleagues in the staff lane. */
import { presentOf } from "../../core/state";
import { bodyText } from "../../ui/words";
import { filled, languageOf, type Slots, variantOf } from "./canned";
import type { Case } from "./case";
import { matching, type Naming } from "./completing";
import type { Suggestion } from "./suggest";

const MOST = 8;

export function suggestionsFor(held: Case, naming: Naming | null): readonly Suggestion[] {
  if (!naming) return [];
  return (naming.mark === "/" ? cannedFor : colleaguesFor)(held, naming).slice(0, MOST);
}

function cannedFor(held: Case, { word }: Naming): Suggestion[] {
  const { canned } = held.office;
  const languages = languagesOf(held);
  const slots = slotsOf(held);
  return matching(canned.value, word, ({ code, title }) => [code, title]).map((one) => {
    const full = filled(variantOf(one, languages), slots);
    return { key: one.code, title: `/${one.code} · ${one.title}`, detail: full, full };
  });
}

function colleaguesFor(held: Case, { word }: Naming): Suggestion[] {
  const { colleagues, me } = held.office;
  const others = colleagues.value.filter(({ user, name }) => user !== me.user && name);
  return matching(others, word, ({ name }) => [name]).map(({ user, name }) => ({
    key: user,
    title: name,
    detail: "",
    full: `@${name} `,
  }));
}

/** What the customer reads first, then what the agent does. */
function languagesOf(held: Case): string[] {
  const { metadata, items } = held.room.state.value;
  const customers = new Set(customersOf(held).map(({ user }) => user));
  const words = held.office.words;
  const said = items.flatMap((one) =>
    one.kind === "message" && customers.has(one.by ?? "") ? [bodyText(one.body, words)] : [],
  );
  const told = languageOf({ needs: held.tended.value?.needs ?? [], metadata, said });
  return told === null ? [words.lang] : [told, words.lang];
}

const customersOf = (held: Case) =>
  presentOf(held.room.state.value).filter(({ role }) => role === "customer");

function slotsOf(held: Case): Slots {
  const { subject } = held.room.state.value;
  return { customer: customersOf(held)[0]?.name, order: subject, agent: held.office.me.name };
}
