/** Who needs me now: every reason, which goes before which, and when a reason ends by itself. */
import { describe, expect, it } from "vitest";
import type { Row } from "../../src/desk/inbox/row";
import { standingOf, WHYS } from "../../src/desk/inbox/standing";
import { ago, heldBy, NOW, row, said, UNSEEN } from "./rows";

const ME = "s_ada";
const why = (more: Partial<Row>): string => standingOf(row("a", more), ME, NOW).why;
const key = (more: Partial<Row>): number => standingOf(row("a", more), ME, NOW).key;
const call = (minutes: number, reason: string | null): Partial<Row> => ({
  waiting: { since: ago(minutes), reason, by: "ann" },
});

/** One row for each reason; each has what the later ones have, too. */
const REASONS: readonly [string, Partial<Row>][] = [
  ["unseen", { unseen: UNSEEN, held: heldBy(ME) }],
  ["unread", { unread: 2 }],
  ["typing", { typing: ["ann"] }],
  ["back", { back: ago(2) }],
  ["mention", { mentions: 1 }],
  ["due", { due_at: ago(1) }],
  ["waiting", call(3, null)],
  ["help", call(3, "late")],
  ["offer", { held: heldBy(ME, "offered", { until: ago(-0.3) }) }],
];

describe("the reason of a row", () => {
  it("is none where nothing is asked of anybody", () => expect(why({})).toBe("rest"));
  it.each(REASONS)("is %s", (reason, more) => expect(why(more)).toBe(reason));
  it.each(REASONS.map(([reason], nth) => [reason, nth] as const))(
    "%s goes before those below it",
    (reason, nth) =>
      expect(why(Object.assign({}, ...REASONS.slice(0, nth + 1).map(([, more]) => more)))).toBe(reason),
  );
  it("has a place for each", () => {
    const places = REASONS.map(([, more]) => standingOf(row("a", more), ME, NOW).tier);
    expect(places).toEqual([...places].sort((a, b) => b - a));
    expect(new Set(places).size).toBe(REASONS.length);
    expect(WHYS).toHaveLength(REASONS.length + 2);
  });
});

describe("among those of one reason", () => {
  it("who has waited longest stands first", () =>
    expect(key(call(9, null))).toBeLessThan(key(call(3, null))));
  it("who wrote first is read first", () =>
    expect(key({ unread: 1, last: said(9) })).toBeLessThan(key({ unread: 1, last: said(1) })));
  it("who came back last stands first", () =>
    expect(key({ back: ago(1) })).toBeLessThan(key({ back: ago(9) })));
  it("the offer that ends first stands first", () => {
    const until = (minutes: number): Partial<Row> => ({
      held: heldBy(ME, "offered", { until: ago(-minutes) }),
    });
    expect(key(until(0.1))).toBeLessThan(key(until(0.3)));
  });
  it("the rest stands by its last word, the latest first", () =>
    expect(key({ last: said(1) })).toBeLessThan(key({ last: said(9) })));
  it("a time that nobody can read is no time, and breaks no order", () =>
    expect(key({ waiting: { since: "soon", reason: "late", by: null } })).toBe(0));
});

describe("not a reason", () => {
  it("somebody else's offer", () => expect(why({ held: heldBy("s_mika", "offered") })).toBe("rest"));
  it("a colleague's word that was not read", () =>
    expect(why({ held: heldBy("s_mika"), unseen: UNSEEN })).toBe("rest"));
  it("who came back long ago", () => {
    expect(why({ back: ago(9.99) })).toBe("back");
    expect(why({ back: ago(10) })).toBe("rest");
  });
  it("a follow-up that is due later", () => {
    expect(why({ due_at: ago(-5) })).toBe("rest");
    expect(why({ due_at: ago(0) })).toBe("due");
  });
  it("what nobody read of a room that is resolved", () =>
    expect(why({ held: heldBy(ME), unseen: UNSEEN, status: "resolved" })).toBe("rest"));
  it("what waits in a room that is resolved", () =>
    expect(why({ ...call(3, "late"), status: "resolved" })).toBe("rest"));
});

describe("a snoozed room", () => {
  const asleep: Partial<Row> = { hold: "snoozed", wake_at: ago(-5), ...call(3, null) };
  it("stands below everything until its time", () => expect(why(asleep)).toBe("snoozed"));
  it("that is offered to me is answered first", () =>
    expect(why({ ...asleep, held: heldBy(ME, "offered") })).toBe("offer"));
  it("needs somebody again then", () => expect(why({ ...asleep, wake_at: ago(0) })).toBe("waiting"));
});
