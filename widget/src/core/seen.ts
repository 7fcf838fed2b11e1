/** When to tell the server what arrived and what was read: at once, then at most once per 500 ms. */
import { LONG_AGO } from "./times";

export const SEEN_EVERY_MS = 500;

export interface Seen {
  readonly delivered: number;
  readonly read: number;
  /** What the server was last told on this socket. */
  readonly toldDelivered: number;
  readonly toldRead: number;
  readonly toldAt: number;
}

export const UNSEEN: Seen = {
  delivered: 0,
  read: 0,
  toldDelivered: 0,
  toldRead: 0,
  toldAt: LONG_AGO,
};

/** Both move forward only; reading implies having. */
export function saw(seen: Seen, delivered: number, read: number): Seen {
  const newRead = Math.max(seen.read, read);
  return { ...seen, read: newRead, delivered: Math.max(seen.delivered, delivered, newRead) };
}

export function hasNews(seen: Seen): boolean {
  return seen.delivered > seen.toldDelivered || seen.read > seen.toldRead;
}

/** Milliseconds until it may be told: 0 = now, null = nothing to tell. */
export function tellIn(seen: Seen, now: number): number | null {
  return hasNews(seen) ? Math.max(0, seen.toldAt + SEEN_EVERY_MS - now) : null;
}

export function told(seen: Seen, now: number): Seen {
  return { ...seen, toldDelivered: seen.delivered, toldRead: seen.read, toldAt: now };
}

/** Another epoch: old numbers mean nothing. */
export function forgetSeen(): Seen {
  return UNSEEN;
}
