/** What the server tells of itself when it greets: its numbers, and how far the device's clock is off. Pure. */
import type { Welcome } from "./wire";

export interface Greeted {
  readonly limits: Readonly<Record<string, number>>;
  /** How far the server's clock is ahead of this device's; 0 where they differ by less than two minutes. */
  readonly aheadMs: number;
}

export const UNGREETED: Greeted = { limits: {}, aheadMs: 0 };

const NEAR_MS = 120_000;

export function greetedBy(frame: Welcome, now: number): Greeted {
  const ahead = Date.parse(frame.server_time) - now;
  return { limits: frame.limits ?? {}, aheadMs: Math.abs(ahead) < NEAR_MS ? 0 : ahead };
}
