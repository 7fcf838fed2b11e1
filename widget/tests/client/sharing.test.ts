/** Tabs of one person: what one writes stands in all, what one reads is read in all, and nobody echoes. */
import { describe, expect, it } from "vitest";
import { createClient } from "../../src/client";
import type { Store } from "../../src/net/device";
import { device, keeping } from "./devices";
import { Tabs } from "./tabs";
import { settle } from "./world";

async function two(): Promise<Tabs> {
  const world = new Tabs(true);
  await world.open();
  await world.open();
  await world.clock.pass(2_000);
  return world;
}

const from = (world: Tabs, at: number) => {
  const tab = world.tabs[at];
  if (!tab) throw new Error(`no tab ${at}`);
  return tab;
};

function others(world: Tabs, room: string, count: number): void {
  const log = world.server.log(room);
  for (let i = 0; i < count; i += 1) {
    const body = { type: "text", text: "hello" } as const;
    log.push({ seq: log.length + 1, kind: "message", by: "ken", at: "2026-11-21T20:00:00.000Z", body });
  }
}

describe("muting", () => {
  it("in one tab mutes in all", async () => {
    const world = await two();
    const [here, there] = [from(world, 0).client, from(world, 1).client];
    here.muted("ken", true);
    here.sender.tell({ k: "mute", user: "ken", on: true });
    await world.clock.pass(20);
    expect([...there.mutes.value]).toEqual(["ken"]);
  });
});

describe("the outbox", () => {
  it("a message written in a tab without the turn is sent at once by the one that has it, and seen in both", async () => {
    const world = await two();
    const [lead, follow] = [from(world, 0), from(world, 1)];
    follow.rooms[0]?.send("hi");
    await world.clock.pass(20);
    expect(lead.rooms[0]?.outbox.value).toMatchObject([{ state: "sending" }]);
    await world.clock.pass(500);
    expect(world.server.frames.map((one) => one.tab)).toEqual([0]);
    for (const { rooms } of [lead, follow]) {
      expect(rooms[0]?.entries.value).toHaveLength(1);
      expect(rooms[0]?.outbox.value).toEqual([]);
    }
  });
  it("a tab that sleeps with the turn holds a message up for three seconds, not longer", async () => {
    const world = await two();
    await world.sleep(0, true);
    from(world, 1).rooms[0]?.send("hi");
    await world.clock.pass(2_900);
    expect(world.server.frames).toEqual([]);
    await world.clock.pass(400);
    expect(world.server.frames.map((one) => one.tab)).toEqual([1]);
  });
  it("a tab whose disk is full sends its own, whoever has the turn", async () => {
    const world = new Tabs(true);
    await world.open();
    const full = Object.assign(new Error("full"), { name: "QuotaExceededError" });
    const put = () => Promise.reject(full);
    await world.open({ store: { ...world.store, where: "device", put } });
    await world.clock.pass(2_000);
    from(world, 1).rooms[0]?.send("hi");
    await world.clock.pass(500);
    expect(world.server.frames.map((one) => one.tab)).toEqual([1]);
  });
  it("what is discarded in one is gone in all, and is not sent", async () => {
    const world = await two();
    for (const tab of [0, 1]) world.server.deafTo.add(tab);
    for (const tab of [0, 1]) world.server.cut(tab);
    const cid = from(world, 1).rooms[0]?.send("no") ?? "";
    await world.clock.pass(20);
    from(world, 0).rooms[0]?.discard(cid);
    await world.clock.pass(20);
    expect(from(world, 1).rooms[0]?.outbox.value).toEqual([]);
    world.server.deafTo.clear();
    await world.clock.pass(60_000);
    expect(world.server.frames).toEqual([]);
  });
  it("logged out in one: every tab stops, and nothing is left on the device", async () => {
    const world = await two();
    for (const tab of [0, 1]) world.server.cut(tab);
    from(world, 1).rooms[0]?.send("secret");
    await world.clock.pass(20);
    void from(world, 0).client.logout();
    await world.clock.pass(100);
    expect(from(world, 1).client.connection.value).toMatchObject({ phase: "stopped", why: "logout" });
    expect(from(world, 1).client.sender.box.value.items).toEqual([]);
    expect(await world.store.all("http://parley.test|ann")).toEqual([]);
  });
});

describe("logging out", () => {
  it("wipes what another tab was just writing down too", async () => {
    const world = new Tabs(true);
    await world.open();
    // What is asked of this tab's disk happens later, and in order.
    const late = () => new Promise<void>((resolve) => world.clock.after(50, resolve));
    const { store } = world;
    const slow: Store = {
      ...store,
      where: "device",
      put: (...asked) => late().then(() => store.put(...asked)),
      wipe: (scope) => late().then(() => store.wipe(scope)),
    };
    await world.open({ store: slow });
    await world.clock.pass(2_000);
    for (const tab of [0, 1]) world.server.cut(tab);
    from(world, 1).rooms[0]?.send("secret");
    void from(world, 0).client.logout();
    await world.clock.pass(1_000);
    expect(await store.all("http://parley.test|ann")).toEqual([]);
  });
  it("in a page that never connected leaves nothing of anybody there", async () => {
    const world = new Tabs(true);
    const scope = "http://parley.test|ann";
    const command = { t: "send", room: "r", body: { type: "text", text: "kept" } } as const;
    await world.store.put(scope, { cid: "cid-1", command, at: 1, state: "sending", ref: null });
    const keep = keeping(device({ store: world.store }));
    await createClient({ url: "http://parley.test", token: null, keep }).logout();
    expect(await world.store.all(scope)).toEqual([]);
  });
});

describe("read and unread", () => {
  it("what one tab reads is read in the other, even where the server can tell nobody", async () => {
    const world = new Tabs(true);
    others(world, "r1", 3);
    await world.open();
    await world.open();
    await world.clock.pass(2_000);
    const [one, other] = [from(world, 0), from(world, 1)];
    expect(other.client.unread.value).toBe(3);
    world.server.deafTo.add(0);
    const words = world.browser.words;
    one.rooms[0]?.inView(3);
    await settle();
    expect(one.client.unread.value).toBe(0);
    expect([other.client.unread.value, other.client.unreadIn("r1")]).toEqual([0, 0]);
    await world.clock.pass(3_000);
    expect(world.browser.words - words).toBe(1);
  });
  it("the total counts each room once, open or not", async () => {
    const world = new Tabs(true);
    others(world, "r1", 2);
    others(world, "r2", 5);
    await world.open();
    await world.clock.pass(2_000);
    expect(from(world, 0).client.unread.value).toBe(7);
    from(world, 0).rooms[1]?.seen(4);
    expect(from(world, 0).client.unread.value).toBe(3);
  });
});
