/** The feed: whatever is dropped, doubled or reordered, entries come out once and in order. */
import { describe, expect, it } from "vitest";
import { catchUp, type Feed, hasOlder, prepend, receive, startFeed } from "../../src/core/feed";
import type { Entry } from "../../src/core/wire";
import { diceOf } from "./dice";

const entry = (seq: number): Entry => ({
  seq,
  kind: "message",
  by: "ann",
  at: "t",
  body: { type: "text", text: `${seq}` },
});
const span = (from: number, to: number): Entry[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => entry(from + i));
const seqs = (entries: readonly Entry[]): number[] => entries.map((one) => one.seq);

describe("receive", () => {
  const at = (high: number): Feed => startFeed(1, span(1, high), high);
  const table: [string, number, number[], number[], number, boolean][] = [
    ["the next one", 3, [4], [4], 4, false],
    ["a double", 3, [3], [], 3, false],
    ["an old one", 3, [1], [], 3, false],
    ["a gap is held and named", 3, [5], [], 3, true],
    ["out of order within a frame", 3, [5, 4], [4, 5], 5, false],
    ["one fits, one is too early", 3, [4, 6], [4], 4, true],
  ];
  it.each(table)("%s", (_, high, come, fresh, now, gap) => {
    const step = receive(at(high), come.map(entry));
    expect([seqs(step.fresh), step.feed.high, step.gap]).toEqual([fresh, now, gap]);
  });

  it("hands out what waited when the gap closes", () => {
    const held = receive(at(3), [entry(5), entry(7)]);
    const step = catchUp(held.feed, span(4, 6), 6);
    expect(seqs(step.fresh)).toEqual([4, 5, 6, 7]);
    expect(step.gap).toBe(false);
  });

  it("believes a catch-up that skips what this reader may not hold", () => {
    const step = catchUp(at(3), [entry(6)], 8);
    expect([seqs(step.fresh), step.feed.high, step.gap]).toEqual([[6], 8, false]);
  });
});

describe("any bus", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))("drops, doubles and reorders (seed %i)", (seed) => {
    const dice = diceOf(seed);
    const last = 5 + dice.below(60);
    const sent = span(4, last).flatMap((one) => (dice() < 0.1 ? [] : dice() < 0.2 ? [one, one] : [one]));
    let feed = startFeed(1, span(1, 3), 3);
    const out: number[] = [];
    const came = dice() < 0.5 ? dice.shuffle(sent) : sent;
    for (let i = 0; i < came.length; ) {
      const size = 1 + dice.below(4);
      const step = receive(feed, came.slice(i, i + size));
      feed = step.feed;
      out.push(...seqs(step.fresh));
      i += size;
      if (step.gap && dice() < 0.3) {
        const joined = catchUp(feed, span(feed.high + 1, last), last);
        feed = joined.feed;
        out.push(...seqs(joined.fresh));
      }
    }
    const healed = catchUp(feed, span(feed.high + 1, last), last);
    out.push(...seqs(healed.fresh));
    expect(out).toEqual(seqs(span(4, last)));
    expect(healed.feed.early.size).toBe(0);
  });
});

describe("older pages", () => {
  const feed = startFeed(3, span(20, 30), 30);
  it("touch what is held", () => {
    const step = prepend(feed, span(10, 19), true);
    expect([step.feed.low, seqs(step.fresh)[0], hasOlder(step.feed)]).toEqual([10, 10, true]);
  });
  it("end at the reader's window", () => {
    const step = prepend(feed, span(1, 19), false);
    expect([step.feed.low, seqs(step.fresh)[0], hasOlder(step.feed)]).toEqual([3, 3, false]);
  });
  it("that leave a hole are refused", () => {
    expect(prepend(feed, span(10, 15), true)).toEqual({ feed, fresh: [], gap: true });
  });
  it("nothing loaded yet: everything visible is older", () => {
    expect(hasOlder(startFeed(1, [], 9))).toBe(true);
    expect(hasOlder(startFeed(10, [], 9))).toBe(false);
  });
});
