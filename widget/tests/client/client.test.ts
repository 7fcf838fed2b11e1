/** The client against a socket that does what it is told: one flight, resume, outbox, epochs, receipts. */
import { describe, expect, it } from "vitest";
import { cable } from "../../src/net/cable";
import { keeping } from "./devices";
import { AT, FakeSocket, greet, joined, message, settle, TOKEN, type World, welcome, world } from "./world";

const texts = (w: World): string[] => w.client.open("r").entries.value.map((item) => `${item.seq}`);

async function inRoom(options = {}): Promise<World> {
  const w = await world(options);
  w.client.open("r");
  await greet(w);
  w.last().hear(joined([message(4), message(5)], 5));
  await settle();
  return w;
}

describe("the first flight", () => {
  it("hello, join and what was written first in each room go out at once, before any answer", async () => {
    const w = await world();
    w.client.open("r").send("one");
    w.client.open("r").send("after one");
    w.client.open("q").send("two");
    await settle();
    w.last().open();
    expect(w.last().said.map((frame) => frame.t)).toEqual(["hello", "join", "join", "send", "send"]);
    expect(w.last().of("send")).toMatchObject([{ body: { text: "one" } }, { body: { text: "two" } }]);
    expect(w.last().of("hello")[0]).toMatchObject({ token: TOKEN });
    expect(w.last().of("join")[0]).not.toHaveProperty("since");
  });
  it("reports what arrived at once, and reading when it is in view", async () => {
    const w = await inRoom();
    expect(w.last().of("seen")).toEqual([{ t: "seen", room: "r", delivered: 5 }]);
    w.client.open("r").inView(5);
    await w.clock.pass(500);
    expect(w.last().of("seen")[1]).toEqual({ t: "seen", room: "r", delivered: 5, read: 5 });
  });
});

describe("reconnecting", () => {
  it("resumes from the last contiguous seq and states the cursors again", async () => {
    const w = await inRoom();
    w.client.open("r").inView(5);
    w.last().hear({ t: "entries", room: "r", entries: [message(7)] });
    w.last().close(1006);
    expect(w.client.connection.value).toMatchObject({ phase: "waiting", lostAt: w.clock.time });
    await w.clock.pass(500);
    w.last().open();
    expect(w.last().of("hello")[0]).toMatchObject({
      session: "s1",
      epoch: "e1",
      resume: [{ room: "r", seq: 5, delivered: 5, read: 5 }],
    });
    w.last().hear(welcome());
    w.last().hear(joined([message(6), message(7), message(8)], 8));
    expect(texts(w)).toEqual(["4", "5", "6", "7", "8"]);
    expect(w.client.connection.value).toMatchObject({ phase: "online", lostAt: null });
  });
  it("4409: the old session is not named again", async () => {
    const w = await inRoom();
    w.last().close(4409);
    await w.clock.pass(500);
    w.last().open();
    expect(w.last().of("hello")[0]).not.toHaveProperty("session");
    expect(w.last().of("hello")[0]).toHaveProperty("resume");
  });
  it.each([1002, 1007, 1009, 4400, 4403])("%i: stops and says why", async (code) => {
    const w = await inRoom();
    w.last().close(code);
    await w.clock.pass(120_000);
    expect(w.client.connection.value).toMatchObject({ phase: "stopped", why: String(code) });
    expect(w.sockets).toHaveLength(1);
  });
  it("4401: asks for a new token, and stops where there is none", async () => {
    const asked: boolean[] = [];
    const token = async (fresh: boolean): Promise<string> => {
      asked.push(fresh);
      return TOKEN;
    };
    const w = await inRoom({ token });
    w.last().close(4401);
    await w.clock.pass(0);
    expect([asked, w.sockets.length]).toEqual([[false, true], 2]);
    const without = await inRoom();
    without.last().close(4401);
    await without.clock.pass(60_000);
    expect(without.client.connection.value).toMatchObject({ phase: "stopped", why: "unauthenticated" });
  });
  it("4429 waits as long as the refusal said", async () => {
    const w = await world();
    w.last().open();
    w.last().hear({ t: "error", code: "rate_limited", message: "", retry_after_ms: 9_000 });
    w.last().close(4429);
    await w.clock.pass(8_999);
    expect(w.sockets).toHaveLength(1);
    await w.clock.pass(1);
    expect(w.sockets).toHaveLength(2);
  });
  it("at once when the network or the page is back", async () => {
    for (const what of ["online", "pageshow", "visible"] as const) {
      const w = await inRoom();
      w.last().close(1006);
      w.page.tell(what);
      await settle();
      expect(w.sockets).toHaveLength(2);
    }
  });
  it("a draining node is left when it says", async () => {
    const w = await inRoom();
    w.last().hear({ t: "draining", reconnect_in_ms: 700 });
    await w.clock.pass(700);
    expect(w.sockets).toHaveLength(2);
    expect(w.sockets[0]?.dropped).toBe(true);
  });
});

describe("a dead path", () => {
  it("an unanswered send: asked after 4 s, given up after 8", async () => {
    const w = await inRoom();
    w.client.open("r").send("anybody there?");
    await w.clock.pass(4_000);
    expect(w.last().of("ping")).toHaveLength(1);
    await w.clock.pass(3_900);
    expect(w.client.connection.value.phase).toBe("online");
    await w.clock.pass(100);
    expect(w.client.connection.value.phase).toBe("waiting");
  });
  it("deaf on one side: what others say still comes, and no answer to us ever does", async () => {
    const w = await inRoom();
    w.client.open("r").send("anybody there?");
    for (let seconds = 0; seconds < 11; seconds += 1) {
      await w.clock.pass(1_000);
      w.last().hear({ t: "typing", room: "r", users: ["ken"] });
    }
    expect(w.client.connection.value.phase).toBe("online");
    await w.clock.pass(4_000);
    expect(w.client.connection.value.phase).not.toBe("online");
  });
  it("an unanswered send among others' messages is doubted all the same", async () => {
    const w = await inRoom();
    w.client.open("r").send("anybody there?");
    for (let seq = 6; seq < 14; seq += 1) {
      await w.clock.pass(500);
      w.last().hear({ t: "entries", room: "r", entries: [message(seq)] });
    }
    expect(w.last().of("ping")).toHaveLength(1);
  });
  it("a store that is slow to acknowledge is no dead path", async () => {
    const w = await inRoom();
    w.client.open("r").send("anybody there?");
    for (let seconds = 0; seconds < 60; seconds += 1) {
      const asked = w.last().of("ping").length;
      await w.clock.pass(1_000);
      if (w.last().of("ping").length > asked) w.last().hear({ t: "pong" });
    }
    expect(w.last().of("ping").length).toBeGreaterThan(5);
    expect(w.client.connection.value.phase).toBe("online");
  });
  it("idle: 45 s", async () => {
    const w = await inRoom();
    await w.clock.pass(44_000);
    expect(w.client.connection.value.phase).toBe("online");
    await w.clock.pass(2_000);
    expect(w.client.connection.value.phase).not.toBe("online");
  });
  it("a clock that jumped: asks first, then gives up within 9 s", async () => {
    const w = await inRoom();
    await w.clock.jump(7_200_000);
    expect(w.last().of("ping")).toHaveLength(1);
    await w.clock.pass(4_000);
    expect(w.client.connection.value.phase).not.toBe("online");
  });
  it("answers a ping at once", async () => {
    const w = await inRoom();
    w.last().hear({ t: "ping" });
    expect(w.last().of("pong")).toHaveLength(1);
  });
  it("a pulled cable: nothing crosses, nobody is told; plugged in, it goes on", async () => {
    const sockets: FakeSocket[] = [];
    const path = cable((events) => sockets[sockets.push(new FakeSocket(events)) - 1] as FakeSocket);
    const w = await world({ dial: path.dial });
    w.last = () => sockets[sockets.length - 1] as FakeSocket;
    await greet(w);
    const room = w.client.open("r");
    path.pull(true);
    room.send("from the tunnel");
    expect(w.last().of("send")).toEqual([]);
    await w.clock.pass(9_000);
    expect(w.client.connection.value.phase).not.toBe("online");
    expect(room.outbox.value[0]?.state).toBe("sending");
    path.pull(false);
    w.client.reconnect();
    await w.clock.pass(1_000);
    w.last().open();
    expect(w.last().of("send")[0]).toMatchObject({ body: { text: "from the tunnel" } });
  });
});

describe("the outbox", () => {
  it("says the same cid again when the ack was lost, and shows it once", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    const cid = room.send("hello") as string;
    await settle();
    w.last().close(1006);
    await w.clock.pass(500);
    w.last().open();
    expect(w.last().of("send")[0]).toMatchObject({ cid });
    w.last().hear(welcome());
    w.last().hear(joined([message(6, "ann", cid)], 6));
    expect([texts(w), room.outbox.value]).toEqual([["4", "5", "6"], []]);
    w.last().hear({ t: "ack", room: "r", cid, seq: 6, at: AT });
    w.last().hear({ t: "ack", room: "r", cid, seq: 6, at: AT });
    expect([texts(w), room.outbox.value]).toEqual([["4", "5", "6"], []]);
  });
  it("ack before entry: sent, until the entry stands in its place", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    const cid = room.send("hello") as string;
    w.last().hear({ t: "ack", room: "r", cid, seq: 6, at: AT });
    expect(room.outbox.value[0]).toMatchObject({ state: "sent", seq: 6 });
    w.last().hear({ t: "entries", room: "r", entries: [message(6, "ann", cid)] });
    expect(room.outbox.value).toEqual([]);
  });
  it("rate limited: waits, then goes on in order", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    room.send("a");
    room.send("b");
    await settle();
    const ref = w.last().of("send")[0]?.ref as number;
    w.last().hear({ t: "error", ref, code: "rate_limited", message: "", retry_after_ms: 800 });
    await w.clock.pass(799);
    expect(w.last().of("send")).toHaveLength(1);
    await w.clock.pass(1);
    const again = w.last().of("send")[1];
    expect(again).toMatchObject({ body: { text: "a" } });
    w.last().hear({ t: "ack", room: "r", cid: again?.cid ?? "", seq: 6, at: AT });
    expect(w.last().of("send")[2]).toMatchObject({ body: { text: "b" } });
  });
  it("survives the page", async () => {
    const keep = keeping();
    const before = await inRoom({ keep });
    before.client.open("r").send("written in the lift");
    await settle();
    before.client.stop();
    const after = await world({ keep });
    after.client.open("r");
    after.last().open();
    expect(after.last().of("send")).toMatchObject([{ body: { text: "written in the lift" } }]);
  });
  it("a swap fails what was not sent, with the reason", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    w.last().close(1006);
    room.send("too late");
    await w.clock.pass(500);
    await greet(w);
    w.last().hear({ t: "left", room: "r", reason: "replaced" });
    expect(room.status.value).toEqual({ phase: "left", why: "replaced" });
    expect(room.outbox.value[0]).toMatchObject({ state: "failed", reason: "replaced" });
    expect(room.state.value.facts).toEqual([]);
  });
});
