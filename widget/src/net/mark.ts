/** What a page knows without having loaded more: where others talk, that something is kept, and what was just written. */
import type { Unsent } from "../core/outbox";

export const MARK = "parley.unsent";

/** Where the pages of one scope talk, and what they take turns by. */
export const tabsOf = (scope: string): string => `parley|${scope}`;

/** Does localStorage hold anything under keys that begin so? Where that is forbidden, what the caller takes for true. */
export function keptUnder(start: string, forbidden: boolean): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(start));
  } catch {
    return forbidden;
  }
}

export type Mark = (kept: boolean) => void;

/** In localStorage; where that is forbidden, a page finds what is kept when it opens the database. */
export const storageMark: Mark = (kept) => {
  try {
    if (kept) localStorage.setItem(MARK, "1");
    else localStorage.removeItem(MARK);
  } catch {
    // Nothing depends on it.
  }
};

const keyOf = (scope: string, cid: string): string => `${MARK}|${scope}|${cid}`;

/** Jots down what was written until the database has it: the page may be gone before that. `nth`: of what it wrote. */
export function jot(scope: string, item: Unsent, nth: number): void {
  try {
    localStorage.setItem(keyOf(scope, item.cid), JSON.stringify([item, nth]));
  } catch {
    // Forbidden or full: it lives as long as the page.
  }
}

/** What was jotted down, oldest first; the keeper takes it over. */
export function jotted(scope: string): Unsent[] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(keyOf(scope, "")));
    const jots = keys.map(
      (key) => JSON.parse(localStorage.getItem(key) ?? "null") as [Unsent, number] | null,
    );
    const found = jots.filter((jot) => jot !== null);
    return found.sort(([a, i], [b, k]) => a.at - b.at || i - k).map(([item]) => item);
  } catch {
    return [];
  }
}

export function unjot(scope: string, cid: string): void {
  try {
    localStorage.removeItem(keyOf(scope, cid));
  } catch {
    // Then it could not be written either.
  }
}

/** Logged out: none of this scope stays (of everybody on that server, where it names no user). */
export function wipeJots(scope: string): void {
  const start = scope.endsWith("|") ? `${MARK}|${scope}` : keyOf(scope, "");
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(start)) localStorage.removeItem(key);
  } catch {
    // Then nothing could be written either.
  }
}
