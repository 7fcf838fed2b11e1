/** The timeline's lines: days, the "new" mark, groups, lane and room in one order. */
import { describe, expect, it } from "vitest";
import type { Unsent } from "../../src/core/outbox";
import type { Item } from "../../src/core/state";
import type { MessageEntry } from "../../src/core/wire";
import { buildRows, type Row, type RowsOf } from "../../src/ui/rows";

const at = (minutes: number): string =>
  new Date(Date.UTC(2026, 10, 21, 3, 0) + minutes * 60_000).toISOString();
const message = (seq: number, by: string, minutes: number, cid?: string): MessageEntry => ({
  seq,
  kind: "message",
  by,
  at: at(minutes),
  body: { type: "text", text: `${seq}` },
  ...(cid ? { cid } : {}),
});
const join = (seq: number, user: string, replaces?: string): Item => ({
  seq,
  kind: "join",
  by: null,
  at: at(0),
  body: {
    user,
    role: "driver",
    name: user,
    verified: "host",
    history: "all",
    ...(replaces ? { replaces } : {}),
  },
});
const rowsOf = (items: Item[], more: Partial<RowsOf> = {}): Row[] =>
  buildRows({ items, laneItems: [], unsent: [], laneRoom: null, me: "ann", openedAt: 0, ...more });
const short = (rows: Row[]): string[] =>
  rows.map((row) =>
    row.t === "message"
      ? `${row.lane ? "note" : ""}${row.item.seq}${row.first ? "<" : ""}${row.last ? ">" : ""}`
      : row.t,
  );

describe("groups", () => {
  it.each([
    ["one author, close in time", [message(4, "ken", 0), message(5, "ken", 1)], ["day", "4<", "5>"]],
    ["another author", [message(4, "ken", 0), message(5, "ann", 1)], ["day", "4<>", "5<>"]],
    ["the same one, later", [message(4, "ken", 0), message(5, "ken", 6)], ["day", "4<>", "5<>"]],
    [
      "a line between",
      [message(4, "ken", 0), join(5, "mei"), message(6, "ken", 1)],
      ["day", "4<>", "line", "6<>"],
    ],
  ])("%s", (_, items, expected) => expect(short(rowsOf(items))).toEqual(expected));
});

describe("who comes with the word that they are on the order", () => {
  const assigned = (seq: number, user: string): Item => ({
    ...{ seq, kind: "activity", by: null, at: at(0) },
    body: { type: "assigned", params: { user, name: user } },
  });
  const lines = (items: Item[]): string[] =>
    rowsOf(items).flatMap((row) =>
      row.t === "line" ? [row.items.map(({ kind, seq }) => `${kind} ${seq}`).join(", ")] : [],
    );
  it.each([
    ["is one line", [join(5, "mei"), assigned(6, "mei")], ["activity 6"]],
    ["among others", [join(4, "ann"), join(5, "mei"), assigned(6, "mei")], ["join 4", "activity 6"]],
    ["nobody else", [join(5, "mei"), assigned(6, "ken")], ["join 5", "activity 6"]],
    ["not who took another's place", [join(5, "mei", "ken"), assigned(6, "mei")], ["join 5", "activity 6"]],
  ])("%s", (_, items, expected) => expect(lines(items)).toEqual(expected));
});

it("days are marked where they change", () => {
  expect(short(rowsOf([message(4, "ken", 0), message(5, "ken", 48 * 60)]))).toEqual([
    "day",
    "4<>",
    "day",
    "5<>",
  ]);
});

describe("the new mark", () => {
  const items = [message(4, "ken", 0), message(5, "ann", 1), message(6, "ken", 2)];
  it.each([
    ["stands before the first unread of another", 4, ["day", "4<>", "5<>", "new", "6<>"]],
    ["not when everything was read", 6, ["day", "4<>", "5<>", "6<>"]],
    ["not in a room that was never read", 0, ["day", "4<>", "5<>", "6<>"]],
  ] as const)("%s", (_, openedAt, expected) => expect(short(rowsOf(items, { openedAt }))).toEqual(expected));
});

it("those who were there from the beginning make one line; a swap has its own", () => {
  const lines = rowsOf([join(2, "ann"), join(3, "ken"), join(4, "mei", "ken")]).filter(
    (row) => row.t === "line",
  );
  expect(lines.map((row) => row.items.length)).toEqual([2, 1]);
});

it("notes stand where they were written, and what precedes the loaded page waits", () => {
  const notes = [message(2, "mei", -10), message(3, "mei", 1)];
  expect(short(rowsOf([message(4, "ken", 0), message(5, "ken", 2)], { laneItems: notes }))).toEqual([
    "day",
    "4<>",
    "note3<>",
    "5<>",
  ]);
});

it("what is not sent yet stands last and keeps its key when it is", () => {
  const unsent: Unsent = {
    cid: "cid-0001",
    command: { t: "send", room: "r", body: { type: "text", text: "x" } },
    at: 0,
    state: "sending",
    ref: null,
  };
  const before = rowsOf([message(4, "ken", 0)], { unsent: [unsent] }).at(-1);
  const after = rowsOf([message(4, "ken", 0), message(5, "ann", 1, "cid-0001")]).at(-1);
  expect([before?.t, before?.key, after?.key]).toEqual(["unsent", "cid-0001", "cid-0001"]);
});

it("a reaction under way is no line, a failed one is", () => {
  const react: Unsent = {
    cid: "cid-0002",
    command: { t: "react", room: "r", target: 4, emoji: "x", on: true },
    at: 0,
    state: "sending",
    ref: null,
  };
  expect(rowsOf([], { unsent: [react] })).toEqual([]);
  expect(rowsOf([], { unsent: [{ ...react, state: "failed" }] })).toHaveLength(1);
});
