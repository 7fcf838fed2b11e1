/** How long to wait before trying again: full jitter, 0.5 s doubling to 30 s. The dice are an argument. */

export const FIRST_MS = 500;
export const LAST_MS = 30_000;

/** `attempt` counts from 0; `dice` is in [0, 1). */
export function backoffMs(attempt: number, dice: number): number {
  const ceiling = Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling * dice);
}
