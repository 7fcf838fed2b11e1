/** A room above 250: counts of the last messages in the place of everybody's cursors. */
import { describe, expect, it } from "vitest";
import type { Count } from "../../src/core/wire";
import { greet, joined, message, settle, world } from "./world";

describe("a crowd", () => {
  it("what joined counts holds until receipts tell more", async () => {
    const w = await world();
    const room = w.client.open("r");
    await greet(w);
    w.last().hear(joined([message(4), message(5)], 5));
    await settle();
    const read = (): [number, number, number][] =>
      [...room.state.value.counts.values()].map((count) => [count.seq, count.read, count.of]);
    const [four, five] = [4, 5].map((seq) => ({ seq, delivered: 900, read: 812, of: 4_999 })) as [
      Count,
      Count,
    ];
    w.last().hear(joined([], 5, { participant_count: 5_000, counts: [four] }));
    expect(read()).toEqual([[4, 812, 4_999]]);
    w.last().hear({ t: "receipts", room: "r", cursors: [{ user: "ann", delivered: 5, read: 5 }] });
    w.last().hear({ t: "receipts", room: "r", counts: [{ ...four, read: 813 }, five] });
    expect(read()).toEqual([
      [4, 813, 4_999],
      [5, 812, 4_999],
    ]);
    expect(room.unread.value).toBe(0);
    w.last().hear(joined([], 5));
    expect(read()).toEqual([]);
  });
});
