/** The golden frames that pytest reads too: what the server says is understood, what we say is in the list. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyEntries, applyTimeline, fromJoined } from "../../src/core/fold";
import { emptyState } from "../../src/core/state";
import { type ClientFrame, type Joined, parseFrame, type ServerFrame } from "../../src/core/wire";
import { greet, world } from "../client/world";

interface Golden {
  server: { json: ServerFrame }[];
  client: { json: ClientFrame }[];
}
const golden = JSON.parse(readFileSync("../tests/wire/golden.json", "utf8")) as Golden;
const server = golden.server.map((frame) => frame.json);

describe.each(server.map((frame, i) => [`${i} ${frame.t}`, frame] as const))(
  "the server says %s",
  (_, frame) => {
    it("parses to itself", () => expect(parseFrame(JSON.stringify(frame))).toEqual(frame));
    it("is taken by a client without a word", async () => {
      const w = await world();
      w.client.open("r");
      if ("room" in frame && typeof frame.room === "string") w.client.open(frame.room);
      await greet(w);
      expect(() => w.last().hear(frame)).not.toThrow();
    });
  },
);

describe("entries", () => {
  const entries = server.flatMap((frame) =>
    frame.t === "entries" || frame.t === "joined" || frame.t === "history" ? frame.entries : [],
  );
  it("there are some of every kind that is told", () => {
    const kinds = new Set(entries.map((entry) => entry.kind));
    for (const kind of ["message", "join", "leave", "room", "activity", "help"])
      expect([...kinds]).toContain(kind);
  });
  it("fold twice as well as once", () => {
    const once = applyEntries(emptyState("r"), entries);
    expect(applyTimeline(once, entries).items).toEqual(once.items);
  });
});

it("a snapshot says who is here and what they may", () => {
  const snapshots = server.filter((frame): frame is Joined => frame.t === "joined");
  expect(snapshots.length).toBeGreaterThan(0);
  for (const snapshot of snapshots) {
    const state = fromJoined(snapshot, null);
    expect([...state.participants.keys()]).toEqual(snapshot.participants.map((who) => who.user));
    expect(state.you).toEqual(snapshot.you);
  }
});

it("every kind of command that the client can say is among the golden ones", () => {
  const kinds = golden.client.map((frame) => frame.json.t);
  const said: ClientFrame["t"][] = [
    "hello",
    "auth",
    "join",
    "leave",
    "send",
    "edit",
    "redact",
    "react",
    "help",
    "seen",
    "typing",
    "presence",
    "history",
    "pong",
    "ping",
  ];
  expect(said.filter((kind) => !kinds.includes(kind))).toEqual([]);
});
