/** The golden folds that the server writes: the widget's fold agrees after every entry, and from any snapshot on. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyEntries, applyTimeline, fromJoined } from "../../src/core/fold";
import { emptyState, type RoomState } from "../../src/core/state";
import type { Entry, Joined, Participant, RoomStatus, Waiting } from "../../src/core/wire";

type Person = [user: string, role: Participant["role"], name: string, joined: number, left: number | null];
interface Public {
  subject: string;
  status: RoomStatus;
  locked: boolean;
  locks_at: string | null;
  stage: string | null;
  waiting: Waiting | null;
  participants: Person[];
}
interface Case {
  name: string;
  entries: Entry[];
  changes: Partial<Public>[];
  fetched: Entry[];
}
const cases = JSON.parse(readFileSync("../tests/wire/folds.json", "utf8")) as Case[];
const NOTHING: Public = {
  subject: "",
  status: "open",
  locked: false,
  locks_at: null,
  stage: null,
  waiting: null,
  participants: [],
};

function publicOf(state: RoomState): Public {
  const { subject, status, locked, locksAt, stage, waiting, participants } = state;
  const people = [...participants.values()].map(
    (who): Person => [who.user, who.role, who.name, who.joined_seq, who.left_seq ?? null],
  );
  return { subject, status, locked, locks_at: locksAt, stage, waiting, participants: people };
}

/** What a server would answer to a join at that point. */
function snapshot(told: Public, last: number, entries: Entry[]): Joined {
  const first = entries[0];
  const kind = first?.kind === "room" ? (first.body.kind ?? "order") : "order";
  const participants = told.participants.map(([user, role, name, joined_seq, left]): Participant => {
    const who = { user, role, name, joined_seq, delivered: 0, read: 0 };
    const gone = left === null ? {} : { left_seq: left };
    return { ...who, ...gone, verified: "host", presence: "offline" };
  });
  const { subject, status, locked, locks_at, stage, waiting } = told;
  const you = { user: "ann", role: "customer", observer: false, can: [] };
  return {
    ...{ t: "joined", room: "r", kind, subject, status, locked, facts: [], lanes: [], you, reset: false },
    ...(locks_at === null ? {} : { locks_at }),
    ...(stage === null ? {} : { stage }),
    ...(waiting === null ? {} : { waiting }),
    ...{ first_seq: 1, last_seq: last, participants, entries: [] },
  };
}

/** People in one order: a return moves nobody in the server's table, and the widget's must not tell another. */
const sorted = (one: Public): Public => ({ ...one, participants: one.participants.toSorted() });

describe.each(cases)("$name", ({ entries, changes, fetched }) => {
  const told: Public[] = [];
  for (const change of changes) told.push({ ...(told.at(-1) ?? NOTHING), ...change });
  it("folds alike after every entry", () => {
    let state = emptyState("r");
    entries.forEach((entry, i) => {
      state = applyEntries(state, [entry]);
      expect(sorted(publicOf(state)), `entry ${entry.seq}`).toEqual(sorted(told[i] ?? NOTHING));
    });
  });
  it("goes on from any snapshot", () => {
    told.forEach((at, i) => {
      const state = applyEntries(fromJoined(snapshot(at, i + 1, entries), null), entries.slice(i + 1));
      expect(sorted(publicOf(state)), `from ${i + 1}`).toEqual(sorted(told.at(-1) ?? NOTHING));
    });
  });
  it("gives messages as a fetch gives them", () => {
    const live = applyEntries(emptyState("r"), entries).items.filter((item) => item.kind === "message");
    expect(live).toEqual(fetched);
    expect(applyTimeline(emptyState("r"), fetched).items).toEqual(fetched);
  });
});
