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
  /** Its place among all that was written on this device; none until it is kept there. */
  readonly n?: number;
  /** What has to be uploaded before the command can be said. */
  readonly file?: Attached;
  /** The epoch of the seq that it names as its target. */
  readonly epoch?: string;
  readonly state: OutboxState;
  /** The reference of the frame under way on the present socket, or null. */
  readonly ref: number | null;
  readonly seq?: number;
  readonly ackAt?: string;
  /** Why it failed: a refusal's code or the reason for leaving. */
  readonly reason?: string;
  /** When trying again may help, milliseconds on this device; none where time changes nothing. */
  readonly retryAt?: number;
}

/** A file that waits, goes up, or is up. */
export interface Attached {
  readonly name: string;
  readonly type: string;
  /** Bytes, as chosen; what goes up may be smaller. */
  readonly size: number;
  /** Bytes that are up. */
  readonly sent: number;
  /** Of a picture, in pixels: for the place that it will have. */
  readonly width?: number;
  readonly height?: number;
  /** The server's name for it, once all of it is there. */
  readonly id?: string;
  /** The server did not know the upload any more, so it goes up a second time. */
  readonly again?: boolean;
}

export interface Outbox {
  readonly items: readonly Unsent[];
  readonly pausedUntil: number;
  /** The refusal that asked for the pause: one's own haste, or a server with too much to do. */
  readonly pausedBy?: string;
  /** In how many rooms one may be under way; one after the server asked to slow down, until the queue is empty. */
  readonly width: number;
  readonly trouble: number;
}

export const WIDTH = 10;
export const MAX_UNSENT = 500;
/** Why a change to an old message failed: the server's log is another now. */
export const EPOCH_CHANGED = "epoch_changed";

/** Whoever is asked to wait for longer than this is told so: nothing else is to wait behind it. */
export const PATIENCE_MS = 60_000;

export const EMPTY: Outbox = { items: [], pausedUntil: 0, width: WIDTH, trouble: 0 };

/** Bounds of what waits: commands, characters of them as JSON, bytes of files. */
export const MAX_CHARACTERS = 2 ** 21;
export const MAX_FILE_BYTES = 100 * 2 ** 20;

type Fresh = Pick<Unsent, "cid" | "command" | "at" | "texts" | "file" | "epoch">;

/** Adds a command; refuses beyond the bounds by answering null. */
export function enqueue(box: Outbox, fresh: Fresh): Outbox | null {
  const items: Unsent[] = [...box.items, { ...fresh, state: "sending", ref: null }];
  const held = items.filter((item) => item.state !== "sent");
  const characters = sum(held, (item) => JSON.stringify(item.command).length);
  const bytes = sum(held, (item) => item.file?.size ?? 0);
  const fits = held.length <= MAX_UNSENT && characters <= MAX_CHARACTERS && bytes <= MAX_FILE_BYTES;
  return fits ? { ...box, items } : null;
}

function sum(items: readonly Unsent[], of: (item: Unsent) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}

/**
 * What may be put on the wire now, oldest first: one a room. The next of a room leaves when the one before it was
 * answered, so that no refusal ("too fast", "not just now") lets a later one overtake it.
 */
export function due(box: Outbox, now: number, may: (item: Unsent) => boolean = () => true): Unsent[] {
  if (now < box.pausedUntil) return [];
  const rooms = new Set<string>();
  const heads = box.items.filter(({ state, command: { room } }) => {
    const first = state === "sending" && !rooms.has(room);
    if (first) rooms.add(room);
    return first;
  });
  const free = box.width - heads.filter((item) => item.ref !== null).length;
  return heads.filter((item) => item.ref === null && may(item)).slice(0, Math.max(0, free));
}

export function underWay(box: Outbox): boolean {
  return box.items.some((item) => item.ref !== null);
}

export function pending(box: Outbox, room?: string): number {
  return box.items.filter((it) => it.state === "sending" && (room === undefined || it.command.room === room))
    .length;
}

export function dispatched(box: Outbox, cid: string, ref: number): Outbox {
  return alter(box, cid, { ref });
}

/** Changes one item. */
export function alter(box: Outbox, cid: string, to: Partial<Unsent>): Outbox {
  return change(
    box,
    (item) => item.cid === cid,
    (item) => ({ ...item, ...to }),
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

/**
 * On the server's disk; it stands here until its entry does. `high` is how far the view of its room holds the log: what
 * is there already, or will not be shown (null: no view is open), is gone at once.
 */
export function acknowledged(
  box: Outbox,
  ack: Pick<Ack, "room" | "cid" | "seq" | "at">,
  high: number | null = 0,
): Outbox {
  const waits = high !== null && ack.seq > high;
  const items = box.items.flatMap((item): Unsent[] => {
    if (item.cid !== ack.cid || item.command.room !== ack.room) return [item];
    const { reason: _, retryAt: __, ...rest } = item;
    return waits ? [{ ...rest, state: "sent", ref: null, seq: ack.seq, ackAt: ack.at }] : [];
  });
  const next = { ...box, items };
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
  const back = alter(box, item.cid, { ref: null });
  if (refusal.code === "unauthenticated") return back;
  if (refusal.code === "not_found" && item.file?.id !== undefined && !item.file.again) {
    const { id: _, ...file } = item.file;
    return alter(back, item.cid, { file: { ...file, sent: 0, again: true } });
  }
  const asked = refusal.retry_after_ms;
  // Who is out of the room is told how, also where the refusal comes before the word that they left.
  if (!waits(refusal.code, asked)) return failed(back, item.cid, refusal.left ?? refusal.code, now, asked);
  const wait = asked ?? Math.min(30_000, 1_000 * 2 ** Math.min(box.trouble, 5));
  const pausedUntil = Math.max(box.pausedUntil, now + wait);
  return { ...back, width: 1, trouble: box.trouble + 1, pausedUntil, pausedBy: refusal.code };
}

/** By cid where the server came that far; a frame refused at the door has only its reference. */
function names(refusal: Refused, item: Unsent): boolean {
  if (refusal.cid === undefined) return item.ref !== null && item.ref === refusal.ref;
  return item.cid === refusal.cid && item.command.room === refusal.room;
}

/** Is it said again by itself, after so long? */
export function waits(code: string, ms: number | null | undefined): boolean {
  return passes(code) && (ms ?? 0) <= PATIENCE_MS;
}

/** `wait`: after how many milliseconds, from now on, trying again may help. */
export function failed(box: Outbox, cid: string, reason: string, now: number, wait?: number | null): Outbox {
  return alter(box, cid, { state: "failed", ref: null, reason, ...(wait && { retryAt: now + wait }) });
}

/** Another journal than the one that acknowledged: it is said again, which is harmless where it was kept. */
export function unsettled(box: Outbox): Outbox {
  return change(
    box,
    (item) => item.state === "sent",
    (item) => ({ ...item, state: "sending" }),
  );
}

/** What names a place in another log must not hit another message in this one: it fails. */
export function outdated(box: Outbox, epoch: string | null): Outbox {
  const old = (item: Unsent): boolean =>
    item.state === "sending" && item.epoch !== undefined && item.epoch !== epoch;
  if (!box.items.some(old)) return box;
  return change(box, old, (item) => ({ ...item, state: "failed", ref: null, reason: EPOCH_CHANGED }));
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
    ({ reason: _, retryAt: __, ...it }) => ({
      ...it,
      state: "sending",
      ref: null,
    }),
  );
}

export function discard(box: Outbox, cid: string): Outbox {
  return { ...box, items: box.items.filter((item) => item.cid !== cid) };
}

function change(box: Outbox, which: (item: Unsent) => boolean, how: (item: Unsent) => Unsent): Outbox {
  return { ...box, items: box.items.map((item) => (which(item) ? how(item) : item)) };
}
