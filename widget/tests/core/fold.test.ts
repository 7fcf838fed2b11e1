/** The fold: applying entries to an old state equals fetching the new one; folding twice is harmless. */
import { describe, expect, it } from "vitest";
import { afterLeaving, applyCursors, applyEntries, applyTimeline, fromJoined } from "../../src/core/fold";
import type { RoomState } from "../../src/core/state";
import type { Entry, Joined, MessageEntry, Participant } from "../../src/core/wire";
import { type Dice, diceOf } from "./dice";

const AT = "2026-11-21T20:00:00.000Z";
const person = (user: string, joined_seq: number, more: Partial<Participant> = {}): Participant => ({
  user,
  name: user.toUpperCase(),
  role: "customer",
  verified: "host",
  presence: "offline",
  joined_seq,
  delivered: 0,
  read: 0,
  ...more,
});
const joined = (participants: Participant[], entries: Entry[] = [], last = 3): Joined => ({
  t: "joined",
  room: "r",
  subject: "S",
  kind: "order",
  status: "open",
  locked: false,
  facts: [],
  lanes: [],
  first_seq: 1,
  last_seq: last,
  reset: false,
  you: { user: "ann", role: "customer", observer: false, can: [] },
  participants,
  entries,
});
const message = (seq: number, by = "ann", text = `m${seq}`): MessageEntry => ({
  seq,
  kind: "message",
  by,
  at: AT,
  body: { type: "text", text },
});
const start = (...entries: Entry[]): RoomState =>
  applyTimeline(fromJoined(joined([person("ann", 2), person("ken", 3)]), null), entries);
const first = (state: RoomState): MessageEntry => state.items[0] as MessageEntry;

describe("messages", () => {
  const edit = (seq: number, text: string): Entry => ({
    seq,
    kind: "edit",
    by: "ann",
    at: AT,
    target: 4,
    body: { type: "text", text },
  });
  const reaction = (seq: number, by: string, on: boolean): Entry => ({
    seq,
    kind: "reaction",
    by,
    at: AT,
    target: 4,
    body: { emoji: "👍", on },
  });

  it("an edit replaces the words and says so", () => {
    expect(first(applyEntries(start(message(4)), [edit(5, "new")]))).toMatchObject({
      body: { text: "new" },
      rev: 5,
      edited: true,
    });
  });
  it("an edit at or below rev is ignored", () => {
    const fetched = start({ ...message(4), body: { type: "text", text: "newest" }, rev: 6 });
    expect(first(applyEntries(fetched, [edit(5, "old"), edit(6, "same")]))).toMatchObject({
      body: { text: "newest" },
      rev: 6,
    });
  });
  it("a reaction is a state, not a toggle", () => {
    const twice = applyEntries(start(message(4)), [
      reaction(5, "ken", true),
      reaction(6, "ken", true),
      reaction(7, "ann", true),
    ]);
    expect(first(twice).reactions).toEqual({ "👍": ["ken", "ann"] });
    expect(
      first(applyEntries(twice, [reaction(8, "ken", false), reaction(9, "ann", false)])).reactions,
    ).toBeUndefined();
  });
  it("a redaction erases words and reactions, for good", () => {
    const gone = applyEntries(start(message(4)), [
      reaction(5, "ken", true),
      { seq: 6, kind: "redact", by: "mei", at: AT, target: 4, body: {} },
      edit(7, "back"),
    ]);
    expect(first(gone)).toMatchObject({ body: {}, redacted: { by: "mei", at: AT }, rev: 7 });
    expect(first(gone).reactions).toBeUndefined();
  });
  it("what is hidden, or aims outside of what is held, changes nothing", () => {
    const before = start(message(4));
    expect(applyEntries(before, [{ seq: 5, kind: "hidden", at: AT }]).items).toBe(before.items);
    expect(applyEntries(before, [{ ...edit(6, "x"), target: 2 } as Entry]).items).toBe(before.items);
  });
});

describe("people", () => {
  it("a swap is one entry: old out, new in, same seq", () => {
    const swap: Entry = {
      seq: 9,
      kind: "join",
      by: null,
      at: AT,
      body: { user: "mei", role: "driver", name: "Mei", verified: "host", history: "all", replaces: "ken" },
    };
    const state = applyEntries(start(), [swap]);
    expect(state.participants.get("ken")?.left_seq).toBe(9);
    expect(state.participants.get("mei")).toMatchObject({ joined_seq: 9, role: "driver", read: 0 });
  });
  it("who comes back starts anew", () => {
    const leave: Entry = { seq: 5, kind: "leave", by: null, at: AT, body: { user: "ken", reason: "left" } };
    const again: Entry = {
      seq: 8,
      kind: "join",
      by: null,
      at: AT,
      body: { user: "ken", role: "driver", name: "Ken", verified: "host", history: "all" },
    };
    const ken = applyEntries(start(), [leave, again]).participants.get("ken");
    expect(ken).toMatchObject({ joined_seq: 8 });
    expect(ken?.left_seq).toBeUndefined();
  });
  it("an older page tells names and nothing else", () => {
    const old: Entry = {
      seq: 2,
      kind: "join",
      by: null,
      at: AT,
      body: { user: "old", role: "driver", name: "Old", verified: "host", history: "all" },
    };
    const state = applyTimeline(start(), [old]);
    expect(state.participants.has("old")).toBe(false);
    expect(state.people.get("old")).toEqual({ name: "Old", role: "driver" });
  });
  it("cursors move forward only, and a stale snapshot cannot pull them back", () => {
    const read = applyCursors(start(), [
      { user: "ken", delivered: 7, read: 6 },
      { user: "ken", delivered: 5, read: 2 },
    ]);
    expect(read.participants.get("ken")).toMatchObject({ delivered: 7, read: 6 });
    const again = fromJoined(joined([person("ann", 2), person("ken", 3, { delivered: 5, read: 5 })]), read);
    expect(again.participants.get("ken")).toMatchObject({ delivered: 7, read: 6 });
    const rejoined = fromJoined(joined([person("ken", 9)]), read);
    expect(rejoined.participants.get("ken")).toMatchObject({ delivered: 0, read: 0 });
  });
});

describe("room", () => {
  const room = (body: object): Entry => ({ seq: 5, kind: "room", by: null, at: AT, body });
  const table: [string, Entry, Partial<RoomState>][] = [
    ["resolved", room({ status: "resolved" }), { status: "resolved", subject: "S" }],
    ["locked", room({ locked: true }), { locked: true }],
    ["lock time taken back", room({ locks_at: null }), { locksAt: null }],
    ["renamed", room({ subject: "T" }), { subject: "T" }],
    [
      "delivered says when it locks",
      { seq: 5, kind: "activity", by: null, at: AT, body: { type: "delivered", locks_at: "L" } },
      { locksAt: "L" },
    ],
    [
      "help",
      { seq: 5, kind: "help", by: "ann", at: AT, body: { state: "raised", reason: "late" } },
      { waiting: { since: AT, by: "ann", reason: "late" } },
    ],
    [
      "help withdrawn",
      { seq: 5, kind: "help", by: "ann", at: AT, body: { state: "withdrawn" } },
      { waiting: null },
    ],
  ];
  it.each(table)("%s", (_, entry, expected) =>
    expect(applyEntries(start(), [entry])).toMatchObject(expected),
  );
});

/** A log as a server would keep it, with the current form that a fetch would answer. */
function randomLog(dice: Dice, length: number): { log: Entry[]; current: Entry[] } {
  const log: Entry[] = [];
  for (let seq = 4; seq < 4 + length; seq += 1) {
    const targets = log.filter((it) => it.kind === "message").map((it) => it.seq);
    const by = dice.pick(["ann", "ken"]);
    const target = targets.length > 0 ? dice.pick(targets) : 0;
    const kind =
      target === 0 ? "message" : dice.pick(["message", "edit", "redact", "reaction", "activity"] as const);
    if (kind === "message") log.push(message(seq, by));
    if (kind === "edit") log.push({ seq, kind, by, at: AT, target, body: { type: "text", text: `e${seq}` } });
    if (kind === "redact") log.push({ seq, kind, by, at: AT, target, body: {} });
    if (kind === "reaction")
      log.push({ seq, kind, by, at: AT, target, body: { emoji: dice.pick(["👍", "🙏"]), on: dice() < 0.6 } });
    if (kind === "activity") log.push({ seq, kind, by: null, at: AT, body: { type: "eta" } });
  }
  const current = applyTimeline(start(), log).items;
  const form = new Map(current.map((item) => [item.seq, item as Entry]));
  return { log, current: log.map((entry) => form.get(entry.seq) ?? entry) };
}

describe("apply equals fetch", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    "from any point on, in any overlap (seed %i)",
    (seed) => {
      const dice = diceOf(seed);
      const { log, current } = randomLog(dice, 5 + dice.below(40));
      const cut = dice.below(log.length);
      const overlap = dice.below(cut + 1);
      const fetched = applyTimeline(start(), current);
      // What was held live, then a replay of current forms that overlaps it, then live entries once more.
      const live = applyTimeline(start(), log.slice(0, cut));
      const replayed = applyTimeline(live, current.slice(overlap));
      expect(applyTimeline(replayed, log).items).toEqual(fetched.items);
    },
  );
});

it.each([
  ["driver", 0],
  ["customer", 1],
  ["merchant", 1],
])("a %s who is out keeps %i messages and no facts", (role, kept) => {
  const state = start(message(4));
  const you = { user: "ann", role, observer: false, can: [] };
  const facts = [{ key: "tel", label: "Ann", value: "1", kind: "phone" as const }];
  const after = afterLeaving({ ...state, you, facts });
  expect([after.items.length, after.facts, after.lanes]).toEqual([kept, [], []]);
});
