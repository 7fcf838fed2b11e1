/** Who types, and how often to say that we do. Lists expire by themselves; "stop" is only a hint. */
import { LONG_AGO } from "./times";

export const TYPING_EXPIRES_MS = 6_000;
export const TYPING_EVERY_MS = 3_000;

export interface Typing {
  readonly users: readonly string[];
  /** Those beyond the names told, in a large room. */
  readonly more: number;
  readonly until: number;
}

export const NOBODY: Typing = { users: [], more: 0, until: 0 };

/** The list as the server last told it; the reader itself is left out. */
export function typingTold(users: readonly string[], count: number, me: string, now: number): Typing {
  const others = users.filter((user) => user !== me);
  const more = Math.max(0, count - users.length);
  if (others.length === 0 && more === 0) return NOBODY;
  return { users: others, more, until: now + TYPING_EXPIRES_MS };
}

export function typingAt(typing: Typing, now: number): Typing {
  return now >= typing.until ? NOBODY : typing;
}

/** A message of theirs ends their typing at once. */
export function typingWithout(typing: Typing, user: string): Typing {
  const users = typing.users.filter((other) => other !== user);
  if (users.length === typing.users.length) return typing;
  return users.length + typing.more > 0 ? { ...typing, users } : NOBODY;
}

/** What was last said about our own typing, and when. */
export interface OwnTyping {
  readonly on: boolean;
  readonly at: number;
}

export const SILENT: OwnTyping = { on: false, at: LONG_AGO };

/** Should this be told now? On at most once per 3 s; off only when somebody believes that we type. */
export function tellTyping(own: OwnTyping, on: boolean, now: number): boolean {
  if (!on) return own.on && now - own.at < TYPING_EXPIRES_MS;
  return now - own.at >= TYPING_EVERY_MS;
}
