/** What is asked beside the socket, and what follows from it here: mutes, reports, files, support, logging out. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { HttpRefused, widgetOf } from "../../src/client";
import type { Welcome } from "../../src/core/wire";
import { Browser, device, keeping } from "./devices";
import { greet, joined, message, settle, TOKEN, type World, welcome, world } from "./world";

interface Asked {
  readonly call: string;
  readonly bearer: string;
  readonly body: unknown;
}

/** Answers by table, in turn; notes what was asked. */
function served(...answers: Response[]): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    const bearer = new Headers(init.headers).get("authorization") ?? "";
    const body = init.body ? JSON.parse(String(init.body)) : null;
    asked.push({ call: `${init.method ?? "GET"} ${url.replace("http://parley.test", "")}`, bearer, body });
    return answers.shift() ?? Response.json({});
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

const MUTE = "/v1/users/me/mutes/ken";
const names = (w: World): string[] => [...w.client.mutes.value];

describe("muting", () => {
  it("is known from the greeting, and after a change at once", async () => {
    const asked = served();
    const w = await world();
    await greet(w, { mutes: ["bob"] });
    expect(names(w)).toEqual(["bob"]);
    await w.client.mute("ken");
    expect(names(w)).toEqual(["bob", "ken"]);
    await w.client.unmute("bob");
    expect(names(w)).toEqual(["ken"]);
    expect(asked.map(({ call }) => call)).toEqual([`PUT ${MUTE}`, "DELETE /v1/users/me/mutes/bob"]);
  });
  it("what waits in other rooms is counted anew, in the other tabs too", async () => {
    const browser = new Browser();
    const keep = keeping(device({ openTabs: browser.openTabs }));
    const room = (name: string, unread: number, last = 5) =>
      ({
        room: name,
        subject: name,
        status: "open",
        last_seq: last,
        unread,
        role: "customer",
        at: "2026-01-01T00:00:00.000Z",
      }) as const;
    const rooms = [room("r", 3), room("s", 2), room("t", 4, 9)] as unknown as Welcome["rooms"];
    const tabs = [await world({ keep }), await world({ keep })];
    for (const tab of tabs) await greet(tab, { rooms });
    expect(tabs.map((tab) => tab.client.unread.value)).toEqual([9, 9]);
    const counted = [room("r", 1), room("s", 0), room("t", 1, 8)];
    const asked = served(Response.json({}), Response.json({ rooms: counted, next: "c1" }));
    await tabs[0]?.client.mute("ken");
    await settle();
    // The last of them has gone on since: what is known of it is newer.
    expect(tabs.map((tab) => tab.client.unread.value)).toEqual([5, 5]);
    expect(asked.map(({ call }) => call)).toEqual([`PUT ${MUTE}`, "GET /v1/rooms?limit=100"]);
  });
  it("the list of rooms goes on page by page, and anew after a greeting", async () => {
    const w = await world();
    await greet(w);
    const page = (next: string | null) => Response.json({ rooms: [], next });
    const asked = served(page("c1"), page(null), page("c2"));
    expect([await w.client.moreRooms(), await w.client.moreRooms()]).toEqual([true, false]);
    w.last().close(1006);
    await w.clock.pass(5_000);
    await greet(w);
    expect(await w.client.moreRooms()).toBe(true);
    expect(asked.map(({ call }) => call.replace("GET /v1/rooms?limit=100", ""))).toEqual([
      "",
      "&cursor=c1",
      "",
    ]);
  });
  it("a refused change changes nothing", async () => {
    served(Response.json({ code: "too_large" }, { status: 413 }));
    const w = await world();
    await greet(w);
    await expect(w.client.mute("ken")).rejects.toMatchObject({ code: "too_large" });
    expect(names(w)).toEqual([]);
  });
  it("a greeting that was written before the change does not undo it; the next one counts", async () => {
    served();
    const w = await world();
    await greet(w);
    w.last().close(1006);
    await w.clock.pass(2_000);
    w.last().open();
    await w.client.mute("ken");
    w.last().hear(welcome({ mutes: [] }));
    expect(names(w)).toEqual(["ken"]);
    w.last().close(1006);
    await w.clock.pass(5_000);
    await greet(w, { mutes: [] });
    expect(names(w)).toEqual([]);
  });
  it("what was read on another device waits no more, whichever is told first", async () => {
    const w = await world();
    const said = (last_seq: number, unread: number) =>
      ({
        room: "r",
        subject: "r",
        status: "open",
        last_seq,
        unread,
        role: "customer",
        at: "2026-01-01T00:00:00.000Z",
      }) as const;
    await greet(w, { rooms: [said(5, 2)] as unknown as Welcome["rooms"] });
    const me = w.client.me.value?.id ?? "";
    const reads = (user: string, read: number) =>
      w.last().hear({ t: "receipts", room: "r", cursors: [{ user, delivered: read, read }] });
    reads("ken", 5);
    expect(w.client.unread.value).toBe(2);
    reads(me, 4);
    expect(w.client.unread.value).toBe(2);
    reads(me, 5);
    expect(w.client.unread.value).toBe(0);
    reads(me, 6);
    w.last().hear({ t: "room", kind: "order", locked: false, ...said(6, 1) });
    expect(w.client.unread.value).toBe(0);
    w.last().hear({ t: "room", kind: "order", locked: false, ...said(7, 1) });
    expect(w.client.unread.value).toBe(1);
  });
  it("leaves what the muted write out of what waits to be read", async () => {
    served();
    const w = await world();
    w.page.attentive = false;
    const room = w.client.open("r");
    await greet(w);
    w.last().hear(joined([message(1, "ken"), message(2, "bob")], 2));
    await settle();
    expect(w.client.unread.value).toBe(2);
    await w.client.mute("ken");
    expect([w.client.unread.value, room.unread.value, room.timeline.value.length]).toEqual([1, 1, 2]);
  });
});

describe("a report", () => {
  it("names a message or a person, and stands by itself in the timeline until it is on disk", async () => {
    const w = await world();
    const room = w.client.open("r");
    await greet(w);
    w.last().hear(joined([message(1)], 1));
    await settle();
    const cid = room.help("report", "rude", { target: 1 });
    await w.clock.pass(0);
    const [said] = w.last().of("help");
    expect(said).toMatchObject({ room: "r", cid, reason: "report", text: "rude", target: 1 });
    const [entry, pending] = room.timeline.value;
    expect(entry).toMatchObject({ t: "entry", changes: [] });
    expect(pending).toMatchObject({ t: "pending", cid });
    w.last().hear({ t: "ack", ref: said?.ref as number, room: "r", cid: cid as string, seq: 1, at: "" });
    expect(room.timeline.value.map((line) => line.t)).toEqual(["entry"]);
    room.help("report", undefined, { user: "ken" });
    await w.clock.pass(0);
    expect(w.last().of("help")[1]).toMatchObject({ reason: "report", user: "ken" });
  });
});

describe("requests", () => {
  it("a token that was refused is renewed once", async () => {
    const asked = served(Response.json({}, { status: 401 }), Response.json({ participants: [], next: null }));
    let made = 0;
    const w = await world({ token: async () => `${TOKEN}${++made}` });
    await greet(w);
    await w.client.peopleOf("r", { cursor: "a=", limit: 500 });
    expect(asked.map(({ bearer }) => bearer)).toEqual([`Bearer ${TOKEN}1`, `Bearer ${TOKEN}2`]);
    expect(asked[1]?.call).toBe("GET /v1/rooms/r/participants?limit=500&cursor=a%3D");
  });
  it("where there is no token nothing is asked", async () => {
    const asked = served();
    const w = await world({ token: null });
    await expect(w.client.http("/v1/rooms")).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(w.client.http("/v1/rooms")).rejects.toBeInstanceOf(HttpRefused);
    expect(asked).toEqual([]);
  });
  it("files, links, support, and what the widget says first", async () => {
    const link = { url: "/v1/files/f_1?t=x", exp: "soon" };
    const asked = served(
      new Response("bytes"),
      Response.json(link),
      Response.json({ id: "r-1" }),
      Response.json({ name: "Shop" }),
    );
    const w = await world();
    await greet(w);
    expect(await (await w.client.fetchFile("f_1", "preview")).text()).toBe("bytes");
    expect((await w.client.linkFor("f_1")).url).toBe("http://parley.test/v1/files/f_1?t=x");
    expect((await w.client.openSupport("Broken box")).id).toBe("r-1");
    expect((await widgetOf("http://parley.test/")).name).toBe("Shop");
    expect(asked.map(({ call }) => call)).toEqual([
      "GET /v1/files/f_1?size=preview",
      "POST /v1/files/f_1/link",
      "POST /v1/rooms",
      "GET /v1/widget",
    ]);
    expect(asked[2]?.body).toEqual({ kind: "support", subject: "Broken box" });
    expect(asked[3]?.bearer).toBe("");
  });
});

describe("logging out", () => {
  it("leaves nothing of the person in the page, and the next token is asked for anew", async () => {
    const tokens = [TOKEN, `x.${btoa(JSON.stringify({ sub: "bob" }))}.x`];
    const asked: boolean[] = [];
    const token = async (fresh: boolean): Promise<string | null> => {
      asked.push(fresh);
      return tokens[asked.length - 1] ?? null;
    };
    const w = await world({ token });
    const room = w.client.open("r");
    await greet(w, { mutes: ["ken"] });
    w.last().hear(joined([message(1)], 1));
    await w.client.logout();
    expect([w.client.mutes.value.size, w.client.rooms.value.size, room.entries.value.length]).toEqual([
      0, 0, 0,
    ]);
    w.client.start();
    await settle();
    w.last().open();
    expect(asked).toEqual([false, false]);
    expect(w.last().of("hello")).toEqual([expect.objectContaining({ token: tokens[1] })]);
    expect(w.last().of("hello")[0]).not.toHaveProperty("session");
  });
});
