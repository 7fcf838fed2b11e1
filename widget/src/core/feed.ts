/** One room's entries back in order: doubles dropped, gaps named. Pure; the state is replaced, never changed. */
import type { Entry } from "./wire";

export interface Feed {
  /** The first entry this reader may see. */
  readonly first: number;
  /** Everything from `low` to `high` is held without a hole; `low > high` means nothing is. */
  readonly low: number;
  readonly high: number;
  /** Entries that came too early, waiting for the gap below them to close. */
  readonly early: ReadonlyMap<number, Entry>;
}

export interface Step {
  readonly feed: Feed;
  /** Entries to fold now, in order. */
  readonly fresh: readonly Entry[];
  /** True when something between was missed: join again with `since: feed.high`. */
  readonly gap: boolean;
}

const NONE: ReadonlyMap<number, Entry> = new Map();

/** A reader that holds nothing yet, of a room where it may see from `first`, up to `last`. */
export function startFeed(first: number, entries: readonly Entry[], last: number): Feed {
  const low = entries[0]?.seq ?? last + 1;
  return { first, low, high: last, early: NONE };
}

/** Live entries, in whatever order they came. */
export function receive(feed: Feed, entries: readonly Entry[]): Step {
  const early = new Map(feed.early);
  for (const entry of entries) if (entry.seq > feed.high) early.set(entry.seq, entry);
  return drain(feed, early, feed.high);
}

/** The answer to a join with `since`: entries after it, up to `last`; what it skips is held or invisible. */
export function catchUp(feed: Feed, entries: readonly Entry[], last: number): Step {
  const early = new Map(feed.early);
  for (const entry of entries) if (entry.seq > feed.high) early.set(entry.seq, entry);
  return drain(feed, early, Math.max(feed.high, last));
}

function drain(feed: Feed, early: Map<number, Entry>, promised: number): Step {
  const fresh: Entry[] = [];
  let high = feed.high;
  for (;;) {
    const next = early.get(high + 1);
    if (next) fresh.push(next);
    else if (high >= promised) break;
    early.delete(high + 1);
    high += 1;
  }
  const rest = early.size > 0 ? early : NONE;
  return { feed: { ...feed, high, early: rest }, fresh, gap: early.size > 0 };
}

/** A page of older entries that ends just below `low`. A page that does not touch what is held is refused. */
export function prepend(feed: Feed, entries: readonly Entry[], more: boolean): Step {
  const older = entries.filter((entry) => entry.seq < feed.low && entry.seq >= feed.first);
  const top = older[older.length - 1];
  if (top && top.seq !== feed.low - 1) return { feed, fresh: [], gap: true };
  const low = more ? (older[0]?.seq ?? feed.low) : feed.first;
  return { feed: { ...feed, low }, fresh: older, gap: false };
}

/** Is there anything above this reader's window that is not held yet? */
export function hasOlder(feed: Feed): boolean {
  return feed.low > feed.first;
}
