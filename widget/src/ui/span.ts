/** How long: "3 min", "2 h". */
import type { Words } from "./words";

export function spanText(ms: number, words: Words): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  return minutes < 60 ? words.n("minutes", minutes) : words.n("hours", Math.floor(minutes / 60));
}
