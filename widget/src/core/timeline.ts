/** A room's conversation as its reader sees it: what is in the log, changed by what is still on its way, then what was written here. Pure. */
import { pipsOf } from "./cursors";
import type { Attached, Unsent } from "./outbox";
import type { Item, Message, RoomState } from "./state";
import type { Texts, Write } from "./wire";

/** How far a message of one's own has come: `delivered` and `read` by everybody who counts. */
export type Progress = "sending" | "sent" | "delivered" | "read" | "failed";

/** A change to a message that the server has not confirmed. */
export interface Change {
  readonly cid: string;
  readonly what: "edit" | "redact" | "react" | "answer";
  readonly progress: "sending" | "sent" | "failed";
  readonly reason: string | null;
}

export type Line =
  | {
      readonly t: "entry";
      readonly key: string;
      readonly item: Item;
      /** Null for what others wrote, and for what nobody writes. */
      readonly progress: Progress | null;
      /** What is on its way to it; the item shows it already, unless it failed. */
      readonly changes: readonly Change[];
    }
  | {
      readonly t: "pending";
      readonly key: string;
      readonly cid: string;
      readonly command: Extract<Write, { t: "send" | "help" }>;
      /** A quick phrase's words, by language. */
      readonly texts: Texts | null;
      readonly file: Attached | null;
      /** When it was written, milliseconds on this device. */
      readonly at: number;
      readonly progress: "sending" | "sent" | "failed";
      /** Why it failed: a refusal's code, or why the room was left. */
      readonly reason: string | null;
      /** When trying again may help, milliseconds on this device; null where time changes nothing. */
      readonly retryAt: number | null;
    };

/** Confirmed entries in the log's order, then one's own in the order written. A line keeps its `key` when it is confirmed. */
export function linesOf(state: RoomState, unsent: readonly Unsent[], me: string): Line[] {
  const changes = new Map<number, Unsent[]>();
  for (const one of unsent) {
    const { command } = one;
    // A report names a message, and changes nothing of it.
    if (command.t === "help" || !("target" in command)) continue;
    changes.set(command.target, [...(changes.get(command.target) ?? []), one]);
  }
  const lines = state.items.map((item): Line => {
    const mine = changes.get(item.seq) ?? [];
    const shown = item.kind === "message" ? mine.reduce((held, one) => changed(held, one, me), item) : item;
    const key = item.by === me && item.cid ? item.cid : `#${item.seq}`;
    return {
      t: "entry",
      key,
      item: shown,
      progress: progressOf(state, item, me),
      changes: mine.map(changeOf),
    };
  });
  return [...lines, ...unsent.flatMap(pendingOf)];
}

function progressOf(state: RoomState, item: Item, me: string): Progress | null {
  if (item.kind !== "message" || item.by !== me) return null;
  const { audience, read, delivered } = seenOf(state, item);
  if (audience > 0 && read >= audience) return "read";
  return audience > 0 && delivered >= audience ? "delivered" : "sent";
}

export interface Seen {
  /** How many could. */
  readonly audience: number;
  readonly delivered: number;
  readonly read: number;
  /** Those still here who have not; null in a crowd (above 250), where only numbers are told. */
  readonly notYet: readonly string[] | null;
}

/** Who has a message, or how many. In a crowd only the last messages are counted: of older ones nothing is known. */
export function seenOf(state: RoomState, { seq, by }: { seq: number; by: string | null }): Seen {
  const count: ({ delivered: number; read: number } & { of?: number }) | undefined = state.counts.get(seq);
  if (count) return { audience: count.of ?? state.participantCount - 1, ...pick(count), notYet: null };
  if (state.counts.size > 0) return { audience: 0, delivered: 0, read: 0, notYet: null };
  const pips = pipsOf(state.participants.values(), by ?? "", seq);
  const missing = pips.filter(({ mark, who }) => mark !== "read" && who.left_seq === undefined);
  return {
    audience: pips.length,
    delivered: pips.filter(({ mark }) => mark !== "sent").length,
    read: pips.filter(({ mark }) => mark === "read").length,
    notYet: missing.map(({ who }) => who.user),
  };
}

function pick({ delivered, read }: { delivered: number; read: number }): { delivered: number; read: number } {
  return { delivered, read };
}

function changeOf({ cid, command, state, reason }: Unsent): Change {
  return { cid, what: command.t as Change["what"], progress: state, reason: reason ?? null };
}

/** A message as it will be once this has arrived; what failed changes nothing. */
function changed(message: Message, { command, state }: Unsent, me: string): Message {
  if (state === "failed" || message.redacted) return message;
  if (command.t === "edit" && command.body.type === "text")
    return { ...message, body: command.body, edited: true };
  if (command.t === "redact") return { ...message, body: {}, redacted: { by: me, at: message.at } };
  if (command.t === "answer")
    return message.answer
      ? message
      : { ...message, answer: { accepted: command.accept, by: me, at: message.at } };
  return command.t === "react" ? reacted(message, command.emoji, command.on ?? true, me) : message;
}

function reacted(message: Message, emoji: string, on: boolean, me: string): Message {
  const others = (message.reactions?.[emoji] ?? []).filter((user) => user !== me);
  const { [emoji]: _, ...rest } = message.reactions ?? {};
  const users = on ? [...others, me] : others;
  return { ...message, reactions: users.length > 0 ? { ...rest, [emoji]: users } : rest };
}

function pendingOf({ cid, command, at, state, ...more }: Unsent): Line[] {
  if (command.t !== "send" && command.t !== "help") return [];
  const { texts = null, file = null, reason = null, retryAt = null }: Optional = more;
  return [{ t: "pending", key: cid, cid, command, texts, file, at, progress: state, reason, retryAt }];
}

interface Optional {
  readonly texts?: Texts | null;
  readonly file?: Attached | null;
  readonly reason?: string | null;
  readonly retryAt?: number | null;
}
