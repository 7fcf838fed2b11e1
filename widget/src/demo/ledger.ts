/** What crossed a pane's wire, written down as it came: the ground for "in order, none twice". Pure. */
import type { Entry, ServerFrame } from "../core/wire";

export interface Ledger {
  /** Where what this pane may see begins; `null` until the server has said so. */
  readonly first: number | null;
  /** Every seq that was handed over, in the order in which it came. */
  readonly seqs: readonly number[];
  /** Which of them are messages. */
  readonly messages: ReadonlySet<number>;
  readonly twice: number;
  readonly disorder: number;
}

export const BLANK: Ledger = { first: null, seqs: [], messages: new Set(), twice: 0, disorder: 0 };

type Line = Pick<Entry, "seq" | "kind">;

/** One frame of this pane's socket; those about other rooms change nothing. */
export function noted(ledger: Ledger, room: string, frame: ServerFrame): Ledger {
  if (frame.t !== "entries" && frame.t !== "joined") return ledger;
  if (frame.room !== room) return ledger;
  const [first] = frame.entries;
  const anew = frame.t === "joined" && first !== undefined && first.seq <= (ledger.seqs.at(-1) ?? 0);
  const before = anew ? BLANK : ledger;
  const begins = frame.t === "joined" ? (first?.seq ?? frame.last_seq + 1) : null;
  return written({ ...before, first: before.first ?? begins }, frame.entries);
}

/** What a pane held already when the stage found it: the feed vouches for what lies between. */
export function held(feed: { low: number; high: number }, items: readonly Line[]): Ledger {
  const seqs = Array.from({ length: Math.max(0, feed.high - feed.low + 1) }, (_, i) => feed.low + i);
  const messages = items.filter((item) => item.kind === "message").map((item) => item.seq);
  return { ...BLANK, first: feed.low, seqs, messages: new Set(messages) };
}

function written(ledger: Ledger, entries: readonly Line[]): Ledger {
  return entries.reduce<Ledger>(add, ledger);
}

function add(ledger: Ledger, { seq, kind }: Line): Ledger {
  const last = ledger.seqs.at(-1) ?? seq - 1;
  const twice = ledger.seqs.includes(seq);
  return {
    first: ledger.first,
    seqs: [...ledger.seqs, seq],
    messages: kind === "message" ? new Set(ledger.messages).add(seq) : ledger.messages,
    twice: ledger.twice + (twice ? 1 : 0),
    disorder: ledger.disorder + (!twice && seq !== last + 1 ? 1 : 0),
  };
}

export interface Tally {
  /** Messages of the whole room that this pane may see, and how many of them it has. */
  readonly due: number;
  readonly has: number;
  /** Nothing twice, nothing out of order, no hole so far. */
  readonly clean: boolean;
}

/** Compares one pane's ledger with all messages known on the stage; a pane's window is from where it began. */
export function tallied(ledger: Ledger, all: ReadonlySet<number>, until = Number.POSITIVE_INFINITY): Tally {
  const from = ledger.first ?? Number.POSITIVE_INFINITY;
  const due = [...all].filter((seq) => seq >= from && seq <= until);
  const has = due.filter((seq) => ledger.messages.has(seq));
  return { due: due.length, has: has.length, clean: ledger.twice === 0 && ledger.disorder === 0 };
}

/** Every message that any pane has. */
export function known(ledgers: readonly Ledger[]): ReadonlySet<number> {
  return new Set(ledgers.flatMap((ledger) => [...ledger.messages]));
}
