/** The conversation as its reader sees it: what is confirmed, changed by what is on its way, then what was written here. */
import { describe, expect, it } from "vitest";
import type { Unsent } from "../../src/core/outbox";
import { emptyState, type Message, type RoomState } from "../../src/core/state";
import { linesOf, seenOf } from "../../src/core/timeline";
import type { Participant, Write } from "../../src/core/wire";

const AT = "2026-11-21T20:00:00.000Z";
const person = (user: string, delivered: number, read: number): Participant => ({
  user,
  name: user,
  role: "driver",
  verified: "host",
  presence: "online",
  joined_seq: 2,
  delivered,
  read,
});
const message = (seq: number, by: string, more: Partial<Message> = {}): Message => ({
  kind: "message",
  seq,
  by,
  at: AT,
  body: { type: "text", text: `m${seq}` },
  ...more,
});
const room = (items: Message[], people: Participant[], more: Partial<RoomState> = {}): RoomState => ({
  ...emptyState("r"),
  items,
  participants: new Map(people.map((who) => [who.user, who])),
  participantCount: people.length,
  ...more,
});
const unsent = (cid: string, command: Write, more: Partial<Unsent> = {}): Unsent => ({
  cid,
  command,
  at: 1,
  state: "sending",
  ref: null,
  ...more,
});
const on = (target: number) => ({ room: "r", target });

describe("one's own", () => {
  it("stands after what is confirmed, in the order written, and keeps its key", () => {
    const state = room([message(3, "ken"), message(4, "ann", { cid: "cid-a" })], [person("ken", 3, 3)]);
    const command = { t: "send", room: "r", body: { type: "text", text: "x" } } as const;
    const lines = linesOf(
      state,
      [unsent("cid-b", command), unsent("cid-c", command, { state: "failed", reason: "forbidden" })],
      "ann",
    );
    expect(lines.map((line) => [line.key, line.progress])).toEqual([
      ["#3", null],
      ["cid-a", "sent"],
      ["cid-b", "sending"],
      ["cid-c", "failed"],
    ]);
    expect(lines[3]).toMatchObject({ t: "pending", reason: "forbidden" });
  });
  it.each([
    [3, 3, "sent"],
    [4, 3, "delivered"],
    [4, 4, "read"],
  ])("got to %i, read to %i: %s", (delivered, read, progress) => {
    const state = room(
      [message(4, "ann")],
      [person("ann", 4, 4), person("ken", delivered, read), person("mia", 4, 4)],
    );
    expect(linesOf(state, [], "ann")[0]?.progress).toBe(progress);
  });
});

describe("changes on their way", () => {
  const state = room([message(4, "ann", { reactions: { "👍": ["ken"] } })], []);
  const shown = (...list: Unsent[]) => linesOf(state, list, "ann")[0];
  it("an edit shows its words, and that it is not confirmed", () => {
    const edit = unsent("cid-e", { t: "edit", ...on(4), body: { type: "text", text: "new" } });
    expect(shown(edit)).toMatchObject({
      item: { body: { text: "new" }, edited: true },
      changes: [{ cid: "cid-e", what: "edit", progress: "sending", reason: null }],
    });
  });
  it("what failed shows the words as they are, with the reason", () => {
    const edit = unsent(
      "cid-e",
      { t: "edit", ...on(4), body: { type: "text", text: "new" } },
      { state: "failed", reason: "forbidden" },
    );
    expect(shown(edit)).toMatchObject({ item: { body: { text: "m4" } }, changes: [{ reason: "forbidden" }] });
  });
  it("a redaction empties it, and a reaction is put on and off once", () => {
    expect(shown(unsent("cid-r", { t: "redact", ...on(4) }))).toMatchObject({
      item: { body: {}, redacted: { by: "ann" } },
    });
    const thumb = (on_: boolean) => unsent(`cid-${on_}`, { t: "react", ...on(4), emoji: "👍", on: on_ });
    expect(shown(thumb(true), thumb(true))).toMatchObject({ item: { reactions: { "👍": ["ken", "ann"] } } });
    expect(shown(thumb(true), thumb(false))).toMatchObject({ item: { reactions: { "👍": ["ken"] } } });
  });
});

describe("seen by", () => {
  it("names those who have not, where there are few", () => {
    const state = room(
      [],
      [
        person("ann", 9, 9),
        person("ken", 4, 4),
        person("mia", 4, 3),
        { ...person("gone", 0, 0), left_seq: 9 },
      ],
    );
    expect(seenOf(state, { seq: 4, by: "ann" })).toEqual({
      audience: 3,
      delivered: 2,
      read: 1,
      notYet: ["mia"],
    });
  });
  it("is counts in a crowd, and nothing is claimed of what is not counted", () => {
    const counts = new Map([[9, { seq: 9, delivered: 200, read: 120, of: 299 }]]);
    const state = room([], [person("ann", 9, 9)], { counts, participantCount: 300 });
    expect(seenOf(state, { seq: 9, by: "ann" })).toEqual({
      audience: 299,
      delivered: 200,
      read: 120,
      notYet: null,
    });
    expect(seenOf(state, { seq: 2, by: "ann" })).toEqual({
      audience: 0,
      delivered: 0,
      read: 0,
      notYet: null,
    });
  });
});
