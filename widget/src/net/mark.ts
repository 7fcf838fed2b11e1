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

/** Where it is jotted down. */
export const keyOf = (scope: string, cid: string): string => `${MARK}|${scope}|${cid}`;

/** Jots down what was written until the database has it: the page may be gone before that. `nth`: of what it wrote. */
export function jot(scope: string, item: Unsent, nth: number): void {
  try {
    localStorage.setItem(keyOf(scope, item.cid), JSON.stringify([item, nth]));
  } catch {
    // Forbidden or full: it lives as long as the page.
  }
}

export function unjot(scope: string, cid: string): void {
  try {
    localStorage.removeItem(keyOf(scope, cid));
  } catch {
    // Then it could not be written either.
  }
}
