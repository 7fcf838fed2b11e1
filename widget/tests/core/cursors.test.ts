/** Receipts by the laws: the author never counts, nor bots, nor observers, nor whoever was not there. */
import { describe, expect, it } from "vitest";
import { advance, audienceOf, leastMark, pipsOf, seenBy } from "../../src/core/cursors";
import type { Participant } from "../../src/core/wire";
import { diceOf } from "./dice";

const who = (user: string, more: Partial<Participant> = {}): Participant => ({
  user,
  name: user,
  role: "customer",
  verified: "host",
  presence: "offline",
  joined_seq: 2,
  delivered: 0,
  read: 0,
  ...more,
});

describe("audience of message 10 by ann", () => {
  const table: [string, Participant, boolean][] = [
    ["another party", who("ken"), true],
    ["the author", who("ann"), false],
    ["a bot", who("b_x", { role: "bot" }), false],
    ["joined before", who("k", { joined_seq: 9 }), true],
    ["joined after", who("k", { joined_seq: 11 }), false],
    ["left before", who("k", { left_seq: 9 }), false],
    ["left after", who("k", { left_seq: 11 }), true],
  ];
  it.each(table)("%s", (_, person, counts) =>
    expect(audienceOf([person], "ann", 10)).toHaveLength(counts ? 1 : 0),
  );
});

it("seen by 2 of 3, not yet: driver", () => {
  const people = [
    who("ann"),
    who("ken", { role: "driver", delivered: 10 }),
    who("sak", { read: 10, delivered: 12 }),
    who("mei", { read: 11, delivered: 11 }),
  ];
  const pips = pipsOf(people, "ann", 10);
  expect(pips.map((pip) => pip.mark)).toEqual(["delivered", "read", "read"]);
  const sum = seenBy(pips);
  expect([sum.read, sum.audience, sum.notYet.map((one) => one.role)]).toEqual([2, 3, ["driver"]]);
  expect(leastMark(pips)).toBe("delivered");
});

it("not yet names only those still present", () => {
  const sum = seenBy(pipsOf([who("ken", { left_seq: 12 }), who("sak")], "ann", 10));
  expect([sum.audience, sum.notYet.map((one) => one.user)]).toEqual([2, ["sak"]]);
});

it.each(Array.from({ length: 40 }, (_, seed) => seed))(
  "cursors are monotone and read implies delivered (seed %i)",
  (seed) => {
    const dice = diceOf(seed);
    let person = who("ken");
    for (let i = 0; i < 30; i += 1) {
      const next = advance(person, { user: "ken", delivered: dice.below(20), read: dice.below(20) });
      expect(next.delivered).toBeGreaterThanOrEqual(person.delivered);
      expect(next.read).toBeGreaterThanOrEqual(person.read);
      expect(next.read).toBeLessThanOrEqual(next.delivered);
      person = next;
    }
  },
);
