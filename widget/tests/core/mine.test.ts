/** What is the reader's own: also what they wrote as a visitor, before they signed in. */
import { describe, expect, it } from "vitest";
import { pipsOf } from "../../src/core/cursors";
import { applyEntries } from "../../src/core/fold";
import { countUnread, itemsFor } from "../../src/core/mine";
import { emptyState } from "../../src/core/state";
import type { Entry } from "../../src/core/wire";

const AT = "2026-11-21T20:00:00.000Z";
const joins = (seq: number, user: string, more: object = {}): Entry => {
  const body = { user, name: user, role: "customer", verified: "none", history: "all", ...more } as const;
  return { seq, kind: "join", by: user, at: AT, body } as Entry;
};
const says = (seq: number, by: string): Entry => ({
  seq,
  kind: "message",
  by,
  at: AT,
  body: { type: "text", text: `m${seq}` },
});

describe("a visitor who signed in", () => {
  const guest = [joins(1, "v_1"), says(2, "v_1"), joins(3, "amy"), says(4, "amy")];
  const before = applyEntries(emptyState("r"), guest);
  const people = new Map(before.participants);
  const read = { ...people.get("v_1"), delivered: 4, read: 4 };
  people.set("v_1", read as never);
  const merged = [joins(5, "ann", { replaces: "v_1", was: ["v_1"] }), says(6, "amy")];
  const after = applyEntries({ ...before, participants: people }, merged);

  it("wrote what the visitor wrote; nobody else did", () => {
    const authors = (me: string) => itemsFor(me, after).map(({ by }) => by);
    expect(authors("ann")).toEqual(["ann", "ann", "amy", "amy", "ann", "amy"]);
    expect(authors("amy")).toEqual(["v_1", "v_1", "amy", "amy", "ann", "amy"]);
    expect(countUnread(itemsFor("ann", after), 0, "ann")).toBe(2);
  });
  it("is no reader of what the visitor wrote", () => {
    const [pip, ...others] = pipsOf(after.participants.values(), "ann", 4);
    expect([pip?.who.user, others]).toEqual(["amy", []]);
  });
  it("has read what the visitor had read", () => {
    expect(after.participants.get("ann")).toMatchObject({ delivered: 4, read: 4, was: ["v_1"] });
    expect(itemsFor("amy", before)).toBe(before.items);
  });
});
