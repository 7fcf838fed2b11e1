/** A list of what is being named at the caret: which of them is chosen, and what a key does with it. */
import { useSignal } from "@preact/signals";
import { openSlots } from "./canned";
import type { Case } from "./case";
import { type Naming, named, namingAt } from "./completing";
import type { Audience } from "./drafts";
import { suggestionsFor } from "./naming";
import { useCase } from "./place";
import { type Suggestion, stepped } from "./suggest";
import type { Writing } from "./writing";

export interface Choosing {
  readonly naming: Naming | null;
  readonly all: readonly Suggestion[];
  readonly at: number;
  look(): void;
  pick(one: Suggestion): void;
  /** Does this key mean the list? */
  takes(press: KeyboardEvent): boolean;
}

/** Mentions are among staff; canned responses are for those outside. */
const markOf = (audience: Audience): Naming["mark"] => (audience === "staff" ? "@" : "/");

function lookedAt(box: HTMLTextAreaElement | null, audience: Audience): Naming | null {
  if (!box || box.selectionStart !== box.selectionEnd) return null;
  const found = namingAt(box.value, box.selectionStart);
  return found?.mark === markOf(audience) ? found : null;
}

function load(held: Case, { mark }: Naming): void {
  const { colleagues, canned } = held.office;
  (mark === "@" ? colleagues : canned).need();
}

export function useChoosing(writing: Writing): Choosing {
  const held = useCase();
  const { box, text, open, put } = writing;
  const naming = useSignal<Naming | null>(null);
  const at = useSignal(0);
  const all = suggestionsFor(held, naming.value);
  const look = (): void => {
    const next = lookedAt(box.current, writing.audience);
    if (next) load(held, next);
    if (next?.word !== naming.peek()?.word) at.value = 0;
    naming.value = next;
  };
  const pick = (one: Suggestion): void => {
    // What was typed since the list was drawn is a part of it.
    const value = lookedAt(box.current, writing.audience) ?? naming.peek();
    if (!value) return;
    const { text: next, caret } = named(text.peek(), value, one.full);
    naming.value = null;
    put(next);
    open.value = openSlots(one.full);
    choose(box.current, next, open.peek()[0], caret);
  };
  const takes = (press: KeyboardEvent): boolean => {
    if (!naming.peek() || press.isComposing) return false;
    const act = keyed(press.key, all[at.peek()], pick, () => {
      naming.value = null;
    });
    const next = stepped(press.key, at.peek(), all.length);
    if (next !== null) at.value = next;
    act?.();
    return next !== null || act !== null;
  };
  return { naming: naming.value, all, at: at.value, look, pick, takes };
}

function keyed(
  key: string,
  chosen: Suggestion | undefined,
  pick: (one: Suggestion) => void,
  close: () => void,
): (() => void) | null {
  if (key === "Escape") return close;
  return chosen && (key === "Enter" || key === "Tab") ? () => pick(chosen) : null;
}

/** At once, so that what is typed next comes after it; the first mark is chosen, so that it takes its place. */
function choose(
  box: HTMLTextAreaElement | null,
  text: string,
  mark: string | undefined,
  caret: number,
): void {
  if (!box) return;
  const from = mark ? text.indexOf(mark) : caret;
  box.value = text;
  box.focus();
  box.setSelectionRange(from, from + (mark?.length ?? 0));
}
