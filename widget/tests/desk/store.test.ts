/** The rooms of the inbox: whatever comes in whatever order, the list is what a sort of all of it would be. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_FILTERS, passes, textOf, VIEWS, type View, viewsOf } from "../../src/desk/inbox/filters";
import type { Row } from "../../src/desk/inbox/row";
import { Slots } from "../../src/desk/inbox/slots";
import { standingOf } from "../../src/desk/inbox/standing";
import { Inbox } from "../../src/desk/inbox/store";
import { ago, heldBy, NOBODYS, NOW, row, said, UNSEEN } from "./rows";

const ME = { user: "s_ada", teams: new Set(["night"]) };
const shown = (inbox: Inbox): string[] => inbox.shown.map(({ row: { room } }) => room);
const told = (rows: Row[], more: object = {}) => ({ t: "inbox" as const, rows, ...more });

function open(rows: Row[], view: View = "all"): Inbox {
  const inbox = new Inbox(ME);
  inbox.look(view, NO_FILTERS);
  inbox.take(told(rows, { reset: true }), NOW);
  return inbox;
}

/** What the list must be: all of it, filtered and sorted. */
function sorted(rows: Iterable<Row>, view: View, text: string): string[] {
  const fits = [...rows].filter(
    (one) =>
      viewsOf(one, ME) & (1 << VIEWS.indexOf(view)) &&
      passes(one, { ...NO_FILTERS, text }, () => textOf(one)),
  );
  const placed = fits.map((one) => ({ ...standingOf(one, ME.user, NOW), room: one.room }));
  placed.sort((a, b) => a.tier - b.tier || a.key - b.key || (a.room < b.room ? -1 : 1));
  return placed.map(({ room }) => room);
}

const minutes = fc.integer({ min: 0, max: 40 });
const change: fc.Arbitrary<Partial<Row>> = fc.oneof(
  minutes.map((many) => ({ last: said(many) })),
  minutes.map((many) => ({ waiting: { since: ago(many), reason: "late", by: "ann" } })),
  minutes.map((many) => ({ waiting: { since: ago(many), reason: null, by: null } })),
  fc.constantFrom<Partial<Row>>(
    { unread: 3 },
    { typing: ["ann"] },
    { mentions: 1 },
    { unseen: [...UNSEEN], held: heldBy(ME.user) },
    { held: heldBy("s_mika") },
    { held: { ...NOBODYS, team: "night" } },
    { held: heldBy(ME.user, "offered") },
    { status: "resolved" },
    { labels: ["vip"], waiting: { since: ago(5), reason: "late", by: "ann" } },
    { hold: "snoozed", wake_at: ago(-9) },
  ),
);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("row" as const), at: fc.nat(9), change }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("gone" as const), at: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("view" as const), view: fc.constantFrom(...VIEWS) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("text" as const), text: fc.constantFrom("", "vip", "order r1") }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("hold" as const), on: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("reset" as const), keep: fc.array(fc.nat(9), { maxLength: 5 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A list and what it must be, side by side. */
class Pair {
  readonly inbox = open([]);
  readonly rows = new Map<string, Row>();
  view: View = "all";
  text = "";

  does(one: Step): void {
    if (one.do === "row") this.#puts([row(`r${one.at}`, one.change)]);
    else if (one.do === "gone") this.#drops(`r${one.at}`);
    else if (one.do === "hold") this.inbox.hold(one.on);
    else if (one.do === "reset") this.#resets(one.keep.map((at) => row(`r${at}`)));
    else this.#looks(one);
  }

  #puts(rows: Row[]): void {
    for (const each of rows) this.rows.set(each.room, each);
    this.inbox.take(told(rows), NOW);
  }

  #drops(room: string): void {
    this.rows.delete(room);
    this.inbox.take(told([], { gone: [room] }), NOW);
  }

  #resets(rows: Row[]): void {
    this.rows.clear();
    this.inbox.take(told([], { reset: true, more: true }), NOW);
    this.#puts(rows);
  }

  #looks(one: { view?: View; text?: string }): void {
    this.view = one.view ?? this.view;
    this.text = one.text ?? this.text;
    this.inbox.look(this.view, { ...NO_FILTERS, text: this.text });
  }
}

describe("the list", () => {
  it("is what a sort of all rooms would be, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const pair = new Pair();
        for (const one of steps) pair.does(one);
        pair.inbox.hold(false);
        expect(shown(pair.inbox)).toEqual(sorted(pair.rows.values(), pair.view, pair.text));
        const open = [...pair.rows.values()].filter(({ status }) => status === "open");
        for (const [nth, view] of VIEWS.entries())
          expect(pair.inbox.counts[view]).toBe(open.filter((one) => viewsOf(one, ME) & (1 << nth)).length);
        expect(pair.inbox.labels.get("vip") ?? 0).toBe(open.filter(({ labels }) => labels.length > 0).length);
      }),
      { numRuns: 200 },
    );
  });

  it("holds its order while somebody points at it, and says how many rows moved", () => {
    const inbox = open([
      row("a", { last: said(1) }),
      row("b", { last: said(2) }),
      row("c", { last: said(3) }),
    ]);
    inbox.hold(true);
    const calls = { waiting: { since: ago(1), reason: "late", by: null } };
    inbox.take(told([row("c", calls), row("d")]), NOW);
    expect(shown(inbox)).toEqual(["a", "b", "c"]);
    expect(inbox.shown[2]?.standing.why).toBe("help");
    expect([...inbox.moved]).toEqual(["c", "d"]);
    inbox.apply();
    expect(shown(inbox)).toEqual(["c", "a", "b", "d"]);
    expect(inbox.moved.size).toBe(0);
    inbox.take(told([row("d", calls)]), NOW);
    expect(shown(inbox)).toEqual(["c", "a", "b", "d"]);
    inbox.hold(false);
    expect(shown(inbox)).toEqual(["c", "d", "a", "b"]);
  });

  it("a row that changes where it stands has not moved", () => {
    const inbox = open([row("a", { last: said(1) }), row("b", { last: said(2) })]);
    inbox.hold(true);
    inbox.take(told([row("b", { last: said(2), labels: ["vip"] })]), NOW);
    expect(inbox.moved.size).toBe(0);
  });

  it("what is gone stays in sight, marked, until the order is applied", () => {
    const inbox = open([row("a"), row("b")]);
    inbox.hold(true);
    inbox.take(told([], { gone: ["a"] }), NOW);
    expect(inbox.shown.map(({ gone }) => gone)).toEqual([true, false]);
    inbox.hold(false);
    expect(shown(inbox)).toEqual(["b"]);
  });

  it("a list that holds nothing shows what comes", () => {
    const inbox = open([]);
    inbox.hold(true);
    inbox.take(told([row("a")]), NOW);
    expect(shown(inbox)).toEqual(["a"]);
  });

  it("is told anew without a gap: what was not named again is gone at the end", () => {
    const inbox = open([row("a", { last: said(1) }), row("b", { last: said(2) })]);
    inbox.take(told([row("b", { last: said(2) })], { reset: true, more: true }), NOW);
    expect(shown(inbox)).toEqual(["a", "b"]);
    inbox.take(told([row("c", { last: said(3) })], { more: false }), NOW);
    expect(shown(inbox)).toEqual(["b", "c"]);
  });

  it("tells what changed only of a list that was known", () => {
    const inbox = new Inbox(ME);
    expect(inbox.take(told([row("a")], { reset: true, more: true }), NOW)).toEqual([]);
    expect(inbox.ready).toBe(false);
    expect(inbox.take(told([row("b")], { more: false }), NOW)).toEqual([]);
    expect(inbox.ready).toBe(true);
    const after = row("a", { unread: 1 });
    expect(inbox.take(told([after]), NOW)).toEqual([{ before: row("a"), row: after }]);
  });

  it("moves what time alone moves", () => {
    const inbox = open([row("a", { last: said(1) }), row("b", { last: said(2), due_at: ago(-1) })]);
    expect(shown(inbox)).toEqual(["a", "b"]);
    inbox.tick(NOW + 120_000);
    expect(shown(inbox)).toEqual(["b", "a"]);
  });

  it("wakes what slept, and forgets who came back, by time alone", () => {
    const asleep = { hold: "snoozed", wake_at: ago(-1), waiting: { since: ago(9), reason: null, by: "ann" } };
    const inbox = open([row("a", asleep as Partial<Row>), row("b", { back: ago(9) }), row("c")]);
    const whys = (): string[] => inbox.shown.map(({ row: { room }, standing }) => `${room} ${standing.why}`);
    expect(whys()).toEqual(["b back", "c rest", "a snoozed"]);
    inbox.tick(NOW + 120_000);
    expect(whys()).toEqual(["a waiting", "b rest", "c rest"]);
  });

  it("counts my rooms that need me", () => {
    const mine = { held: heldBy(ME.user) };
    const inbox = open([row("a", { ...mine, unread: 1 }), row("b", mine), row("c", { unread: 1 })]);
    expect(inbox.needs).toBe(1);
    inbox.take(told([row("a", mine)]), NOW);
    expect(inbox.needs).toBe(0);
  });

  it("knows my team's rooms once it knows my teams", () => {
    const inbox = new Inbox({ user: ME.user, teams: new Set() });
    inbox.take(told([row("a", { needs: ["team:night"] })], { reset: true }), NOW);
    expect(inbox.counts.team).toBe(0);
    inbox.readAs(ME);
    expect(inbox.counts).toEqual({ mine: 0, team: 1, unassigned: 1, all: 1 });
  });

  it("knows which rooms are offered to me, as long as they are", () => {
    const offered = { held: heldBy(ME.user, "offered") };
    const inbox = open([
      row("a", offered),
      row("b", offered),
      row("c", { held: heldBy("s_mika", "offered") }),
    ]);
    expect([...inbox.offers]).toEqual(["a", "b"]);
    inbox.take(told([row("a")], { gone: ["b"] }), NOW);
    expect(inbox.offers.size).toBe(0);
  });
});

it("who stays in the page keeps their row, who comes takes one that was left", () => {
  const slots = new Slots();
  expect(slots.of(["a", "b", "c"])).toEqual([0, 1, 2]);
  expect(slots.of(["d", "c", "a"])).toEqual([1, 2, 0]);
  expect(slots.of(["d"])).toEqual([1]);
  expect(new Set(slots.of(["x", "d", "y", "z"])).size).toBe(4);
});
