/** What the pages of one person in one browser tell each other, and how their views of the outbox are joined. Pure. */
import type { Unsent } from "./outbox";
import type { Summary } from "./wire";

export type Word =
  /** What is kept on the device has changed: read it again. */
  | { k: "changed" }
  | { k: "ack"; room: string; cid: string; seq: number; at: string }
  /** This person has read so far; nobody passes it on. */
  | { k: "read"; room: string; read: number; epoch: string | null }
  /** Muted, or heard again. */
  | { k: "mute"; user: string; on: boolean }
  /** As the server counts them now: what a muted person wrote waits no more. */
  | { k: "rooms"; rooms: readonly Summary[] }
  /** Something waits: is whoever has the turn at work? */
  | { k: "poke" }
  | { k: "here"; working: boolean }
  /** Logged out: all of it is wiped. */
  | { k: "bye" };

export interface Joining {
  /** Dropped here, and perhaps not yet on the device. */
  readonly gone: ReadonlySet<string>;
  /** Changed here, and perhaps not yet on the device. */
  readonly saving: ReadonlySet<string>;
}

/**
 * What this page shows after it has read what the device keeps. The device is right, but for what this page changed
 * and has not yet written, what it has on the wire, and what is acknowledged and waits for its entry.
 */
export function join(here: readonly Unsent[], kept: readonly Unsent[], { gone, saving }: Joining): Unsent[] {
  const known = new Map(here.map((item) => [item.cid, item]));
  const rows = new Map(kept.map((row) => [row.cid, row]));
  const ours = (item: Unsent): boolean => item.state === "sent" || item.ref !== null || saving.has(item.cid);
  const items = here.flatMap((item): Unsent[] => {
    const row = rows.get(item.cid);
    if (row) return [{ ...(ours(item) ? item : row), ...(row.n !== undefined && { n: row.n }) }];
    // Without a place it was never kept; with one, another page has sent or discarded it.
    return item.n === undefined || ours(item) ? [item] : [];
  });
  const fresh = kept.filter((row) => !known.has(row.cid) && !gone.has(row.cid));
  return [...items, ...fresh.map((row) => ({ ...row, ref: null }))].sort(byPlace);
}

/**
 * What was jotted down here and in other pages, before any of it had a place: by the time of writing, whichever page
 * takes it up first. What this page wrote keeps its order, and what has a place stays before it.
 */
export function withJots(here: readonly Unsent[], jots: readonly Unsent[]): Unsent[] {
  const left = [...jots];
  const items = here.flatMap((item) => {
    const later = item.n === undefined ? left.findIndex(({ at }) => at > item.at) : 0;
    return [...left.splice(0, later < 0 ? left.length : later), item];
  });
  return [...items, ...left];
}

function byPlace(a: Unsent, b: Unsent): number {
  return (a.n ?? Number.MAX_SAFE_INTEGER) - (b.n ?? Number.MAX_SAFE_INTEGER);
}

/** What is written down: never the reference of a frame, nor how much of a file is up. */
export function toKeep({ n: _, ...item }: Unsent): Unsent {
  return { ...item, ref: null, ...(item.file && { file: { ...item.file, sent: 0 } }) };
}

/** Did anything change that has to be written down? */
export function differs(before: Unsent | undefined, after: Unsent): boolean {
  if (!before) return true;
  return before.state !== after.state || before.reason !== after.reason || before.command !== after.command;
}
