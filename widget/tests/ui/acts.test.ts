/** What may be done with a message, where its menu stands, what a restored server lost, and what is hidden of the muted. */
import { describe, expect, it } from "vitest";
import { lostOf } from "../../src/core/lost";
import { emptyState, type Item, type Message, type RoomState } from "../../src/core/state";
import { actsFor, lastOwn } from "../../src/ui/later/acts";
import { place, step } from "../../src/ui/later/placing";
import { buildRows } from "../../src/ui/rows";

const AT = "2026-11-22T10:00:00.000Z";
const NOW = Date.parse(AT) + 60_000;
const DAY = 86_400_000;
const ALL = ["edit", "help", "react", "redact", "send"];

const said = (seq: number, by: string, more: Partial<Message> = {}): Message => ({
  kind: "message",
  seq,
  by,
  at: AT,
  cid: `cid-${by}-${seq}`,
  body: { type: "text", text: `words ${seq}` },
  ...more,
});

const room = (can: string[], items: Item[] = [], role = "customer"): RoomState => ({
  ...emptyState("order-1"),
  you: { user: "ann", role, observer: false, can },
  items,
});

const reader = { me: "ann", mutes: new Set<string>(), now: NOW, editMs: DAY };

describe("what may be done", () => {
  it.each<[string, Message, string[], Partial<typeof reader>, string]>([
    ["one's own", said(3, "ann"), ALL, {}, "reply edit copy delete"],
    ["too old", said(3, "ann"), ALL, { now: NOW + DAY }, "reply copy"],
    ["another's", said(3, "ken"), ALL, {}, "reply copy report mute"],
    ["somebody muted", said(3, "ken"), ALL, { mutes: new Set(["ken"]) }, "reply copy report unmute"],
    ["by support", said(3, "mei", { author: { name: "Mei", role: "agent" } }), ALL, {}, "reply copy report"],
    ["by a bot", said(3, "b_1", { author: { name: "Bot", role: "bot" } }), ALL, {}, "reply copy"],
    ["reacted to", said(3, "ken", { reactions: { "👍": ["ann"] } }), ["react"], {}, "copy who mute"],
    ["erased", said(3, "ann", { body: {}, redacted: { by: "ann", at: AT } }), ALL, {}, ""],
    [
      "a phrase of one's own",
      said(3, "ann", { body: { type: "phrase", phrase: "thanks", texts: {} } }),
      ALL,
      {},
      "reply copy delete",
    ],
    ["any, to staff", said(3, "ken"), [...ALL, "redact_any"], {}, "reply copy report mute delete"],
  ])("%s", (_, item, can, more, acts) => {
    expect(actsFor(item, room(can), { ...reader, ...more }).join(" ")).toBe(acts);
  });
  it("changes the last of one's own that may still be changed", () => {
    const items = [
      said(1, "ann"),
      said(2, "ann"),
      said(3, "ken"),
      said(4, "ann", { body: {}, redacted: { by: "ann", at: AT } }),
    ];
    expect(lastOwn(room(ALL, items), reader)?.seq).toBe(2);
    expect(lastOwn(room(["send"], items), reader)).toBeNull();
  });
});

describe("where a card stands", () => {
  const within = { left: 100, top: 50, width: 380, height: 640 };
  const card = { width: 220, height: 300 };
  it("below its button, above where there is no room, and never outside", () => {
    expect(place({ left: 120, top: 100, width: 24, height: 24 }, card, within)).toEqual({ x: 20, y: 80 });
    expect(place({ left: 120, top: 600, width: 24, height: 24 }, card, within)).toEqual({ x: 20, y: 244 });
    expect(place({ left: 440, top: 100, width: 24, height: 24 }, card, within)).toEqual({ x: 144, y: 80 });
    for (let top = 50; top < 690; top += 40) {
      const { y } = place({ left: 120, top, width: 24, height: 24 }, { width: 220, height: 600 }, within);
      expect(y).toBeGreaterThanOrEqual(8);
      expect(y + 600).toBeLessThanOrEqual(632);
    }
  });
  it("arrows go along a row, and to the nearest of the next one, around the ends", () => {
    const box = (left: number, top: number) => ({ left, top, width: 40, height: 40 });
    const menu = [
      box(0, 0),
      box(40, 0),
      box(80, 0),
      { ...box(0, 50), width: 120 },
      { ...box(0, 90), width: 120 },
    ];
    expect(step(menu, 3, "ArrowDown")).toBe(4);
    expect(step(menu, 4, "ArrowDown")).toBe(1);
    expect(step(menu, 3, "ArrowUp")).toBe(1);
    expect(step(menu, 0, "ArrowLeft")).toBe(4);
    expect(step(menu, 4, "ArrowRight")).toBe(0);
    expect([step(menu, 2, "Home"), step(menu, 2, "End"), step(menu, 2, "x")]).toEqual([0, 4, null]);
  });
});

describe("what a restored server lost", () => {
  it("is what stood here and does not any more, by its author's own name for it", () => {
    const before = [said(4, "ann"), said(5, "ken"), said(6, "ann")];
    const after = [said(4, "ann"), said(5, "ken", { cid: "cid-another" })];
    expect(lostOf(before, after).map(({ seq }) => seq)).toEqual([5, 6]);
    expect(
      lostOf(before, [
        said(4, "ann"),
        { ...said(7, "ken"), cid: "cid-ken-5" },
        { ...said(8, "ann"), cid: "cid-ann-6" },
      ]),
    ).toEqual([]);
  });
  it("does not count what was paged in from above", () => {
    const old = said(1, "ann", { at: "2026-11-22T09:00:00.000Z" });
    expect(lostOf([old, said(4, "ann")], [said(4, "ann")])).toEqual([]);
  });
});

describe("whoever is muted", () => {
  const from = { laneItems: [], unsent: [], laneRoom: null, me: "ann", openedAt: 1, mutes: new Set(["ken"]) };
  it("is one line for each run, and no news", () => {
    const rows = buildRows({
      ...from,
      items: [said(2, "ken"), said(3, "ken"), said(4, "ann"), said(5, "ken")],
    });
    expect(rows.map((row) => (row.t === "muted" ? `muted ${row.items.length}` : row.t))).toEqual([
      "day",
      "muted 2",
      "message",
      "muted 1",
    ]);
  });
});
