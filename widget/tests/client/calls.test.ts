/** What is asked beside the socket, and what follows from it here: mutes, reports, files, support, logging out. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { HttpRefused, widgetOf } from "../../src/client";
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
