/** What the server tells of itself when it greets: its numbers, and how far the device's clock is off. Pure. */
import type { Busy, ServerFrame, Welcome } from "./wire";

export interface Greeted {
  readonly limits: Readonly<Record<string, number>>;
  /** How far the server's clock is ahead of this device's; 0 where they differ by less than two minutes. */
  readonly aheadMs: number;
  /** How many minutes this person's shop adds to what it promises, until when; null while it is not busy. */
  readonly busy: Busy | null;
}

export const UNGREETED: Greeted = { limits: {}, aheadMs: 0, busy: null };

const NEAR_MS = 120_000;

export function greetedBy(frame: Welcome, now: number): Greeted {
  const ahead = Date.parse(frame.server_time) - now;
  const aheadMs = Math.abs(ahead) < NEAR_MS ? 0 : ahead;
  return { limits: frame.limits ?? {}, aheadMs, busy: frame.busy ?? null };
}

/** Another device of this person said how busy the shop is. */
export function busied(held: Greeted, frame: ServerFrame): Greeted {
  if (frame.t !== "busy") return held;
  const { minutes, until } = frame;
  return { ...held, busy: minutes > 0 ? { minutes, until } : null };
}
