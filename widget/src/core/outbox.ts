/** What was written and is not yet acknowledged: a queue with its rules, oldest first. Pure. */
import { passes } from "./refusals";
import type { Ack, Refused, Texts, Write } from "./wire";

export type OutboxState = "sending" | "sent" | "failed";

export interface Unsent {
  readonly cid: string;
  readonly command: Write;
  /** A quick phrase's words, which only this device needs: the server has its own. */
  readonly texts?: Texts;
  /** When it was written, milliseconds. */
  readonly at: number;
  readonly state: OutboxState;
  /** The reference of the frame under way on the present socket, or null. */
  readonly ref: number | null;
  readonly seq?: number;
  readonly ackAt?: string;
  /** Why it failed: a refusal's code or the reason for leaving. */
  readonly reason?: string;
}

export interface Outbox {
  readonly items: readonly Unsent[];
  readonly pausedUntil: number;
  /** How many may be under way at once; one after the server asked to slow down, until the queue is empty. */
  readonly width: number;
  readonly trouble: number;
}

export const WIDTH = 10;
export const MAX_UNSENT = 500;

export const EMPTY: Outbox = { items: [], pausedUntil: 0, width: WIDTH, trouble: 0 };

/** Adds a command; refuses beyond the bound by answering null. */
export function enqueue(box: Outbox, fresh: Pick<Unsent, "cid" | "command" | "at" | "texts">): Outbox | null {
  if (box.items.length >= MAX_UNSENT) return null;
  return { ...box, items: [...box.items, { ...fresh, state: "sending", ref: null }] };
}

/** What may be put on the wire now, oldest first. */
export function due(box: Outbox, now: number): readonly Unsent[] {
  if (now < box.pausedUntil) return [];
  const waiting = box.items.filter((item) => item.state === "sending");
  const underWay = waiting.filter((item) => item.ref !== null).length;
  return waiting.filter((item) => item.ref === null).slice(0, Math.max(0, box.width - underWay));
}

export function underWay(box: Outbox): boolean {
  return box.items.some((item) => item.ref !== null);
}

export function pending(box: Outbox, room?: string): number {
  return box.items.filter((it) => it.state === "sending" && (room === undefined || it.command.room === room))
    .length;
}

export function dispatched(box: Outbox, cid: string, ref: number): Outbox {
  return change(
    box,
    (item) => item.cid === cid,
    (item) => ({ ...item, ref }),
  );
}

/** The socket is gone: whatever was under way will be said again with the same cid. */
export function interrupted(box: Outbox): Outbox {
  return change(
    box,
    (item) => item.ref !== null,
    (item) => ({ ...item, ref: null }),
  );
}

export function acknowledged(box: Outbox, ack: Ack): Outbox {
  const next = change(
    box,
    (item) => item.cid === ack.cid && item.command.room === ack.room,
    (item) => ({ ...item, state: "sent", ref: null, seq: ack.seq, ackAt: ack.at }),
  );
  return pending(next) === 0 ? { ...next, width: WIDTH, trouble: 0 } : { ...next, trouble: 0 };
}

/** The entry itself is in the feed (or the feed is past it): nothing to show any more. */
export function settle(box: Outbox, room: string, high: number, cids: ReadonlySet<string>): Outbox {
  const items = box.items.filter((item) => {
    if (item.command.room !== room) return true;
    return !cids.has(item.cid) && !(item.state === "sent" && (item.seq ?? 0) <= high);
  });
  return items.length === box.items.length ? box : { ...box, items };
}

/** A refusal of a command: wait and say it again, keep it for a new token, or fail visibly. */
export function refused(box: Outbox, refusal: Refused, now: number): Outbox {
  const item = box.items.find((it) => it.state === "sending" && names(refusal, it));
  if (!item) return box;
  const back = change(
    box,
    (it) => it.cid === item.cid,
    (it) => ({ ...it, ref: null }),
  );
  if (refusal.code === "unauthenticated") return back;
  if (!passes(refusal.code)) return failed(back, item.cid, refusal.code);
  const wait = refusal.retry_after_ms ?? Math.min(30_000, 1_000 * 2 ** Math.min(box.trouble, 5));
  return { ...back, width: 1, trouble: box.trouble + 1, pausedUntil: Math.max(box.pausedUntil, now + wait) };
}

/** By cid where the server came that far; a frame refused at the door has only its reference. */
function names(refusal: Refused, item: Unsent): boolean {
  if (refusal.cid === undefined) return item.ref !== null && item.ref === refusal.ref;
  return item.cid === refusal.cid && item.command.room === refusal.room;
}

export function failed(box: Outbox, cid: string, reason: string): Outbox {
  return change(
    box,
    (item) => item.cid === cid,
    (item) => ({ ...item, state: "failed", ref: null, reason }),
  );
}

/** The reader is out of the room: everything unsent there fails with the reason. */
export function failRoom(box: Outbox, room: string, reason: string): Outbox {
  return change(
    box,
    (item) => item.command.room === room && item.state === "sending",
    (item) => ({ ...item, state: "failed", ref: null, reason }),
  );
}

/** The person asked to try once more; the cid stays, so nothing can be said twice. */
export function retry(box: Outbox, cid: string): Outbox {
  return change(
    box,
    (it) => it.cid === cid && it.state === "failed",
    ({ reason: _, ...it }) => ({
      ...it,
      state: "sending",
      ref: null,
    }),
  );
}

export function discard(box: Outbox, cid: string): Outbox {
  return { ...box, items: box.items.filter((item) => item.cid !== cid) };
}

/** What is kept on the device: never the frame references of a socket that is gone. */
export function toStore(box: Outbox): readonly Unsent[] {
  return box.items.filter((item) => item.state !== "sent").map((item) => ({ ...item, ref: null }));
}

export function fromStore(items: readonly Unsent[]): Outbox {
  return { ...EMPTY, items: items.slice(0, MAX_UNSENT).map((item) => ({ ...item, ref: null })) };
}

function change(box: Outbox, which: (item: Unsent) => boolean, how: (item: Unsent) => Unsent): Outbox {
  return { ...box, items: box.items.map((item) => (which(item) ? how(item) : item)) };
}
