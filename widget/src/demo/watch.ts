/** Tells the travel layer about every message as the panes get it. */
import { effect } from "@preact/signals";
import { SEATS, type Seat } from "./cast";
import type { Pane } from "./pane";
import type { Shared } from "./shared";
import type { Travel } from "./travel";

const APART_MS = 90;

/** Answers how to stop. */
export function followMessages(shared: Shared, travel: Travel): () => void {
  const stops = SEATS.map((seat) => follow(shared, travel, shared.panes[seat]));
  return () => {
    for (const stop of stops) stop();
  };
}

function follow(shared: Shared, travel: Travel, pane: Pane): () => void {
  let session: unknown = null;
  let shown = new Set<number>();
  return effect(() => {
    const { messages } = pane.ledger.value;
    const here = pane.handle.value;
    if (here !== session || here === null) {
      // What a page holds when it opens has travelled before.
      session = here;
      shown = new Set(messages);
      return;
    }
    const fresh = [...messages].filter((seq) => !shown.has(seq));
    shown = new Set(messages);
    fresh.forEach((seq, i) => void setTimeout(() => move(shared, travel, pane, seq), i * APART_MS));
  });
}

function move(shared: Shared, travel: Travel, pane: Pane, seq: number): void {
  const from = authorSeat(shared, pane, seq);
  if (from === null) return;
  if (from === pane.seat) void travel.leaves(seq, from);
  else void travel.arrives(seq, from, pane.seat);
}

function authorSeat({ panes }: Shared, pane: Pane, seq: number): Seat | null {
  const item = pane.state.peek()?.items.find((one) => one.seq === seq);
  const user = item?.kind === "message" ? item.by : null;
  return SEATS.find((seat) => panes[seat].ticket.peek()?.user === user) ?? null;
}
