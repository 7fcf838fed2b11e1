/** What pages jotted down and the keeper takes over, and the mark that something is kept. */
import type { Unsent } from "../core/outbox";
import { keyOf, MARK } from "./mark";

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

/** What was jotted down, oldest first; the keeper takes it over. */
export function jotted(scope: string): Unsent[] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(keyOf(scope, "")));
    const jots = keys.map(
      (key) => JSON.parse(localStorage.getItem(key) ?? "null") as [Unsent, number] | [] | null,
    );
    // What is gone by now, or was never one of ours, is passed over.
    const found = jots.filter((jot) => jot?.[0]) as [Unsent, number][];
    return found.sort(([a, i], [b, k]) => a.at - b.at || i - k).map(([item]) => item);
  } catch {
    return [];
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
