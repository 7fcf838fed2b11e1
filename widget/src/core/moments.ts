/** When a cursor was seen to pass a message: the seen-by list tells the time where it is known. Pure. */
import type { Cursor } from "./wire";

interface Step {
  readonly read: number;
  readonly delivered: number;
  /** Milliseconds, on this device's clock. */
  readonly at: number;
}

/** Per user, ascending; the oldest fall out. */
export type Moments = ReadonlyMap<string, readonly Step[]>;

const KEPT = 60;

export function noteMoments(moments: Moments, cursors: readonly Cursor[], now: number): Moments {
  const next = new Map(moments);
  for (const { user, delivered, read } of cursors) {
    const steps = next.get(user) ?? [];
    const last = steps[steps.length - 1];
    if (last && last.read >= read && last.delivered >= delivered) continue;
    next.set(user, [...steps.slice(1 - KEPT), { read, delivered, at: now }]);
  }
  return next;
}

/** When the mark of message `seq` was first seen, or null: before we came, or long ago. */
export function momentOf(
  moments: Moments,
  user: string,
  mark: "read" | "delivered",
  seq: number,
): number | null {
  const steps = moments.get(user) ?? [];
  const at = steps.findIndex((step) => step[mark] >= seq);
  // The first step that we know of may stand for many before it.
  return at > 0 ? (steps[at]?.at ?? null) : null;
}
