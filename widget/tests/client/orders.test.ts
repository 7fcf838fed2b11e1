/** Requests and their answers, stages, a busy shop, and what becomes of the words of who was replaced. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Message } from "../../src/core/state";
import type { Entry } from "../../src/core/wire";
import { AT, greet, joined, message, settle, type World, world } from "./world";

const GYOZA = [{ name: "Gyoza", count: 1, instead: "Spring rolls" }];
const asked = (seq: number): Entry => ({
  ...{ seq, kind: "message", by: "ken", at: AT },
  body: { type: "request", change: "replace", items: GYOZA },
});
const NO = { accepted: false, by: "mia", at: AT };

async function inRoom(entries: Entry[]): Promise<World> {
  const w = await world();
  w.client.open("r");
  await greet(w);
  w.last().hear(joined(entries, entries.length, { stage: "ready" }));
  await settle();
  return w;
}

const shown = (w: World, seq: number): Message =>
  w.client
    .open("r")
    .timeline.value.flatMap((line) =>
      line.t === "entry" && line.item.seq === seq && line.item.kind === "message" ? [line.item] : [],
    )[0] as Message;

afterEach(() => vi.unstubAllGlobals());

describe("a request", () => {
  it("is written like a message, with what it is about", async () => {
    const w = await inRoom([message(1)]);
    const room = w.client.open("r");
    room.request("replace", GYOZA, "Allergic");
    room.request("note", [], "No onions");
    await settle();
    const [first] = w.last().of("send");
    expect(first).toMatchObject({
      body: { type: "request", change: "replace", items: GYOZA, note: "Allergic" },
    });
    w.last().hear({
      t: "ack",
      ref: first?.ref as number,
      room: "r",
      cid: first?.cid as string,
      seq: 2,
      at: AT,
    });
    expect(w.last().of("send")[1]).toMatchObject({
      body: { type: "request", change: "note", note: "No onions" },
    });
  });
  it("shows the answer on its way, then what the server says", async () => {
    const w = await inRoom([asked(1)]);
    w.client.open("r").answer(1, true);
    expect(shown(w, 1).answer).toMatchObject({ accepted: true, by: "ann" });
    await settle();
    expect(w.last().of("answer")).toMatchObject([{ target: 1, accept: true }]);
    const told: Entry = { seq: 2, kind: "answer", by: "mia", at: AT, target: 1, body: { accepted: false } };
    w.last().hear({ t: "entries", room: "r", entries: [told] });
    expect([shown(w, 1).answer, shown(w, 1).rev]).toEqual([NO, 2]);
  });
  it("the second answer fails, and the first stands", async () => {
    const w = await inRoom([asked(1)]);
    const room = w.client.open("r");
    const cid = room.answer(1, true) as string;
    await settle();
    const [said] = w.last().of("answer");
    const told: Entry = { seq: 2, kind: "answer", by: "mia", at: AT, target: 1, body: { accepted: false } };
    const error = { t: "error", code: "answered", message: "…", answer: NO } as const;
    w.last().hear({ ...error, ref: said?.ref as number, room: "r", cid });
    w.last().hear({ t: "entries", room: "r", entries: [told] });
    expect(room.outbox.value).toMatchObject([{ cid, state: "failed", reason: "answered" }]);
    const line = room.timeline.value.find((one) => one.key === "#1");
    expect(line).toMatchObject({ changes: [{ what: "answer", progress: "failed", reason: "answered" }] });
    expect(shown(w, 1).answer).toEqual(NO);
  });
});

describe("an order", () => {
  it("moves on with its events, and a reader who came late knows where it stands", async () => {
    const w = await inRoom([message(1)]);
    const { state } = w.client.open("r");
    expect(state.value.stage).toBe("ready");
    const event = (seq: number, type: string): Entry => ({
      seq,
      kind: "activity",
      by: null,
      at: AT,
      body: { type },
    });
    w.last().hear({ t: "entries", room: "r", entries: [event(2, "picked_up"), event(3, "eta")] });
    expect(state.value.stage).toBe("picked_up");
  });
  it("what the replaced driver still sends fails with that reason, whichever word comes first", async () => {
    const w = await inRoom([message(1)]);
    const room = w.client.open("r");
    const cid = room.send("At the door") as string;
    await settle();
    const refused = { t: "error", code: "not_found", message: "…", left: "replaced" } as const;
    w.last().hear({ ...refused, ref: w.last().of("send")[0]?.ref as number, room: "r", cid });
    w.last().hear({ t: "left", room: "r", reason: "replaced" });
    expect(room.outbox.value).toMatchObject([{ cid, state: "failed", reason: "replaced" }]);
  });
});

describe("a busy shop", () => {
  it("is known from the greeting and from other devices, until it is over", async () => {
    const w = await world();
    await greet(w, { busy: { minutes: 15, until: AT } });
    const busy = () => w.client.greeted.value.busy;
    expect(busy()).toEqual({ minutes: 15, until: AT });
    w.last().hear({ t: "busy", minutes: 5, until: AT });
    expect(busy()).toEqual({ minutes: 5, until: AT });
    w.last().hear({ t: "busy", minutes: 0, until: null });
    expect(busy()).toBeNull();
  });
  it("and replies to announcements are asked for over HTTP", async () => {
    const calls: unknown[] = [];
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      calls.push([init.method, url.replace("http://parley.test", ""), JSON.parse(String(init.body))]);
      return Response.json({ room: "own", minutes: 15, until: AT });
    });
    const w = await world();
    await greet(w);
    expect(await w.client.setBusy(15)).toMatchObject({ minutes: 15 });
    expect((await w.client.replyToStaff("news", 3, "Which side?")).id).toBe("own");
    expect(calls).toEqual([
      ["PUT", "/v1/users/me/busy", { minutes: 15, for_s: 3600 }],
      ["POST", "/v1/rooms/news/replies", { to: 3, body: { type: "text", text: "Which side?" } }],
    ]);
  });
});
