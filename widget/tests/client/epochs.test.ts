/** Another journal, and a page that sleeps: what is kept, what is said again, what must not hit another message. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { KeeperParts } from "../../src/client/keeper";
import type { Unsent } from "../../src/core/outbox";
import { memoryStore } from "../../src/net/device";
import { device, JOTS, keeping, storage } from "./devices";
import { AT, greet, joined, message, settle, type World, world } from "./world";

async function inRoom(options = {}): Promise<World> {
  const w = await world(options);
  w.client.open("r");
  await greet(w);
  w.last().hear(joined([message(4), message(5)], 5));
  await settle();
  return w;
}

async function restored(w: World): Promise<void> {
  w.last().close(1012);
  await w.clock.pass(500);
  await greet(w, { epoch: "e2" });
}

describe("a journal that was restored", () => {
  it("what it acknowledged and may have forgotten is said again, with the same cid", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    const cid = room.send("hello") ?? "";
    await settle();
    w.last().hear({ t: "ack", room: "r", cid, seq: 6, at: AT });
    expect(room.outbox.value).toMatchObject([{ state: "sent" }]);
    await restored(w);
    expect(w.last().of("send")).toMatchObject([{ cid }]);
  });
  it("a change to an old message waits for the greeting, and fails when the log is another", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    w.last().close(1012);
    room.redact(5);
    room.send("and this");
    await w.clock.pass(500);
    w.last().open();
    expect([w.last().of("redact"), w.last().of("send")]).toEqual([[], []]);
    await greet(w, { epoch: "e2" });
    expect(w.last().of("redact")).toEqual([]);
    expect(room.outbox.value[0]).toMatchObject({ state: "failed", reason: "epoch_changed" });
    expect(w.last().of("send")).toMatchObject([{ body: { text: "and this" } }]);
  });
  it("the same journal: the change goes out once the server has said so", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    w.last().close(1012);
    room.redact(5);
    await w.clock.pass(500);
    await greet(w);
    expect(w.last().of("redact")).toMatchObject([{ target: 5 }]);
  });
});

describe("a page that sleeps", () => {
  it("lets go of its socket, and connects when it is back", async () => {
    const w = await inRoom();
    w.page.tell("rest");
    expect([w.sockets[0]?.dropped, w.client.connection.value.phase]).toEqual([true, "waiting"]);
    await w.clock.pass(120_000);
    expect(w.sockets).toHaveLength(1);
    w.page.tell("pageshow");
    await settle();
    expect(w.sockets).toHaveLength(2);
    w.last().open();
    expect(w.last().of("hello")[0]).toMatchObject({ resume: [{ room: "r", seq: 5 }] });
  });
  it("a page that was stopped stays stopped", async () => {
    const w = await inRoom();
    w.client.stop();
    w.page.tell("rest");
    w.page.tell("pageshow");
    await settle();
    expect([w.sockets.length, w.client.connection.value.phase]).toEqual([1, "stopped"]);
  });
});

describe("where nothing can be kept", () => {
  it("a disk that fills up: it is said, and everything is sent all the same", async () => {
    const full = {
      where: "device" as const,
      all: async () => [],
      put: () => Promise.reject(Object.assign(new Error("full"), { name: "QuotaExceededError" })),
      drop: async () => undefined,
      blob: async () => null,
      wipe: async () => undefined,
    };
    const w = await inRoom({ keep: keeping(device({ store: full })) });
    expect(w.client.sender.keeping.value).toEqual({ where: "device", why: null });
    w.client.open("r").send("hello");
    await settle();
    expect(w.client.sender.keeping.value).toEqual({ where: "memory", why: "full" });
    expect(w.last().of("send")).toMatchObject([{ body: { text: "hello" } }]);
  });
  it("what the disk still answers after that takes nothing out of the page", async () => {
    let told: (rows: Unsent[]) => void = () => undefined;
    const later = new Promise<Unsent[]>((resolve) => (told = resolve));
    const all = vi.fn(() => later).mockResolvedValueOnce([]);
    const put = () => Promise.reject(new Error("no blobs here"));
    const w = await inRoom({
      keep: keeping(device({ store: { ...memoryStore(), where: "device", all, put } })),
    });
    const room = w.client.open("r");
    w.last().close(1006);
    room.send("hello");
    await settle();
    told([]);
    await settle();
    expect(room.outbox.value).toMatchObject([{ state: "sending", command: { body: { text: "hello" } } }]);
  });
  it("a keeper that does not come holds nothing up for more than three seconds", async () => {
    const w = await inRoom({ keep: () => new Promise(() => undefined) });
    w.client.open("r").send("hello");
    await w.clock.pass(2_900);
    w.last().hear({ t: "ping" });
    await w.clock.pass(100);
    expect(w.last().of("send")).toMatchObject([{ body: { text: "hello" } }]);
  });
  it("a keeper that cannot be loaded is asked for again with the next message", async () => {
    let asked = 0;
    const keep = async (): Promise<never> => {
      asked += 1;
      throw new Error("offline");
    };
    const w = await inRoom({ keep });
    const before = asked;
    w.client.open("r").send("hello");
    await settle();
    expect(asked).toBe(before + 1);
    expect(w.last().of("send")).toHaveLength(1);
  });
});

describe("before the keeper is here", () => {
  beforeEach(() => vi.stubGlobal("localStorage", storage()));
  afterEach(() => vi.unstubAllGlobals());

  it("what is written is jotted down, and the next page's keeper takes it over", async () => {
    const first = await inRoom({ keep: () => new Promise(() => undefined) });
    first.last().close(1006);
    first.client.open("r").send("in the lift");
    await settle();
    first.client.stop();
    const jots = JOTS;
    const next = await inRoom({
      keep: keeping(device({ jots, store: { ...memoryStore(), where: "device" } })),
    });
    expect(next.last().of("send")).toMatchObject([{ body: { text: "in the lift" } }]);
    expect(Object.keys(localStorage)).toEqual([]);
  });
  it("what lies there and is no message is passed over", async () => {
    const first = await inRoom({ keep: () => new Promise(() => undefined) });
    first.last().close(1006);
    const cid = first.client.open("r").send("in the lift") as string;
    first.client.stop();
    const [key = ""] = Object.keys(localStorage);
    for (const [at, nothing] of ["[]", "null", "[null,1]"].entries())
      localStorage.setItem(key.replace(cid, `none-${at}`), nothing);
    const store = { ...memoryStore(), where: "device" as const };
    const next = await inRoom({ keep: keeping(device({ jots: JOTS, store })) });
    expect(next.last().of("send")).toMatchObject([{ cid }]);
  });
  it("what is written later is jotted down too, until the database has it", async () => {
    let kept: (rows: Unsent[]) => void = () => undefined;
    const memory = memoryStore();
    const put = vi.fn(() => new Promise<Unsent[]>((resolve) => (kept = resolve)));
    const w = await inRoom({
      keep: keeping(device({ jots: JOTS, store: { ...memory, where: "device", put } })),
    });
    w.client.open("r").touch();
    await settle();
    w.client.open("r").send("in the lift");
    expect(Object.values(localStorage).join()).toContain("in the lift");
    const [, item] = put.mock.calls[0] as unknown as [string, Unsent];
    kept([{ ...item, n: 1 }]);
    await settle();
    expect(Object.keys(localStorage)).toEqual([]);
  });
  it("what a page died over before it heard the answer stands here once: it is in the log", async () => {
    const first = await inRoom({ keep: () => new Promise(() => undefined) });
    const cid = first.client.open("r").send("did it arrive?") as string;
    first.client.stop();
    const store = { ...memoryStore(), where: "device" as const };
    const next = await world({ keep: keeping(device({ jots: JOTS, store })), keepSoon: () => false });
    const room = next.client.open("r");
    await greet(next);
    next.last().hear(joined([message(4, "ann", cid)], 4));
    await settle();
    room.touch();
    await settle();
    expect(room.outbox.value).toEqual([]);
    expect([next.last().of("send"), Object.keys(localStorage)]).toEqual([[], []]);
  });
  it("where it is kept is told when what was left behind is known: who waits for that to be sent does not go on before", async () => {
    const first = await inRoom({ keep: () => new Promise(() => undefined) });
    first.last().close(1006);
    first.client.open("r").send("on the way out");
    first.client.stop();
    const store = { ...memoryStore(), where: "device" as const };
    let read = (): void => undefined;
    const all = async (scope: string): ReturnType<typeof store.all> => {
      await new Promise<void>((go) => {
        read = go;
      });
      return store.all(scope);
    };
    const next = await inRoom({ keep: keeping(device({ jots: JOTS, store: { ...store, all } })) });
    const { keeping: where, box } = next.client.sender;
    expect(where.value).toEqual({ where: "memory", why: null });
    read();
    await settle();
    expect(where.value).toEqual({ where: "device", why: null });
    expect(box.value.items).toMatchObject([{ command: { body: { text: "on the way out" } } }]);
  });
  it("what was sent or discarded until then is not found by a keeper", async () => {
    let there = false;
    const here = keeping(device({ jots: JOTS, store: { ...memoryStore(), where: "device" } }));
    const w = await inRoom({
      keep: (parts: KeeperParts) => (there ? here(parts) : Promise.reject(new Error("no code"))),
    });
    const room = w.client.open("r");
    room.send("said");
    await w.clock.pass(3_100);
    const [said] = w.last().of("send");
    w.last().hear({
      t: "ack",
      room: "r",
      cid: said?.cid as string,
      ref: said?.ref as number,
      seq: 9,
      at: AT,
    });
    w.last().close(1006);
    room.discard(room.send("never mind") as string);
    await settle();
    there = true;
    room.send("and more");
    await w.clock.pass(2_000);
    await greet(w);
    await w.clock.pass(100);
    expect(w.last().of("send")).toMatchObject([{ body: { text: "and more" } }]);
  });
  it("logging out leaves none of it, where the device keeps nothing else too", async () => {
    const first = await inRoom({ keep: () => new Promise(() => undefined) });
    first.last().close(1006);
    first.client.open("r").send("private");
    first.client.stop();
    const next = await inRoom({ keep: keeping(device({ jots: JOTS })) });
    next.last().close(1006);
    expect(Object.values(localStorage).join()).toContain("private");
    await next.client.logout();
    expect(Object.keys(localStorage)).toEqual([]);
  });
});

it("whoever comes next in the same page finds nothing of the one before", async () => {
  const keep = keeping();
  const w = await inRoom({ keep });
  w.last().close(1006);
  w.client.open("r").send("private");
  await settle();
  w.client.sender.belongsTo("http://parley.test|ken");
  await settle();
  expect(w.client.sender.box.value.items).toEqual([]);
});
