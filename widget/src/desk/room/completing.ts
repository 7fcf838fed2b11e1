/** What is being named at the caret, a canned response by `/` or a colleague by `@`: found, and put in its place. Pure. */

export interface Naming {
  readonly mark: "/" | "@";
  readonly word: string;
  /** Where the mark stands. */
  readonly from: number;
}

/** Wide forms too: that is how a Japanese keyboard writes them. Within a word, an address or a path they mean nothing. */
const NAMING = /(?:^|[^\w./:@／＠])([/@／＠])([^\s/@／＠]*)$/u;

export function namingAt(text: string, caret: number): Naming | null {
  const found = NAMING.exec(text.slice(0, caret));
  if (!found) return null;
  const [, mark = "", word = ""] = found;
  return { mark: "@＠".includes(mark) ? "@" : "/", word, from: caret - word.length - 1 };
}

/** The text with this in the place of what was being named, and where the caret stands then. */
export function named(
  text: string,
  { from, word }: Naming,
  full: string,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(from + 1 + word.length);
  const before = text.slice(0, from) + full;
  return { text: before + rest, caret: before.length };
}

/** Those that begin so, then those that have it within; each list as it was. */
export function matching<T>(all: readonly T[], word: string, namesOf: (one: T) => readonly string[]): T[] {
  const sought = word.toLocaleLowerCase();
  const rank = (one: T): number => {
    const names = namesOf(one).map((name) => name.toLocaleLowerCase());
    if (names.some((name) => name.startsWith(sought))) return 0;
    return names.some((name) => name.includes(sought)) ? 1 : 2;
  };
  return [0, 1].flatMap((place) => all.filter((one) => rank(one) === place));
}

export interface Named {
  readonly user: string;
  readonly name: string;
}

const MOST_MENTIONS = 20;

const byLength = (staff: readonly Named[]): Named[] =>
  staff.filter(({ name }) => name).sort((a, b) => b.name.length - a.name.length);

/** Whom a text names by `@`; of names where one begins another, the longest that stands there. */
export function mentionsIn(text: string, staff: readonly Named[]): string[] {
  let rest = text.replaceAll("＠", "@");
  const found: string[] = [];
  for (const { user, name } of byLength(staff)) {
    if (!rest.includes(`@${name}`)) continue;
    rest = rest.replaceAll(`@${name}`, " ");
    if (!found.includes(user)) found.push(user);
  }
  return found.slice(0, MOST_MENTIONS);
}

export interface Mention {
  readonly user: string;
  readonly text: string;
}

/** A text in pieces: where it names one of these, a piece of its own, as it is written there. */
export function mentionsApart(text: string, staff: readonly Named[]): readonly (string | Mention)[] {
  const named = byLength(staff);
  const flat = text.replaceAll("＠", "@");
  const pieces: (string | Mention)[] = [];
  let from = 0;
  for (let at = flat.indexOf("@"); at >= 0; at = flat.indexOf("@", Math.max(at + 1, from))) {
    const who = named.find(({ name }) => flat.startsWith(name, at + 1));
    if (!who) continue;
    if (at > from) pieces.push(text.slice(from, at));
    from = at + 1 + who.name.length;
    pieces.push({ user: who.user, text: text.slice(at, from) });
  }
  return from < text.length ? [...pieces, text.slice(from)] : pieces;
}
