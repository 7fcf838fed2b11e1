/** Visitors: who returns is known, a secret is used by one tab at a time, and what is over is told plainly. */
import { describe, expect, it } from "vitest";
import { Visitor, type VisitorOptions } from "../../src/client";

/** A server that changes the secret with every use and takes each once. */
class Visits {
  readonly asked: string[] = [];
  secret = "";
  status = 0;
  #last = 0;

  readonly fetch = (async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const what = new URL(String(url)).pathname.replace("/v1/visitors", "") || "/";
    const said = JSON.parse(String(init?.body)) as { secret?: string };
    this.asked.push(what);
    await Promise.resolve();
    if (this.status)
      return Response.json({ code: "rate_limited", retry_after_ms: 9_000 }, { status: this.status });
    if (what !== "/" && said.secret !== this.secret)
      return Response.json({ code: "unauthenticated" }, { status: 401 });
    if (what === "/merge") return Response.json({ user: "ann", visitor: "v_1" });
    if (what === "/logout") return Response.json({});
    this.#last += 1;
    this.secret = `secret-${this.#last}`;
    return Response.json({ user: "v_1", token: `token-${this.#last}`, secret: this.secret });
  }) as typeof fetch;
}

function memory(): NonNullable<VisitorOptions["storage"]> & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** One after another, as Web Locks do. */
function locks(): NonNullable<VisitorOptions["locks"]> {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_: string, act: () => Promise<unknown>): Promise<unknown> => {
    last = last.catch(() => undefined).then(act);
    return last;
  };
  return { request } as never;
}

const url = "https://chat.example";

describe("a visitor", () => {
  it("comes, and is the same one after a reload, with another secret each time", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const first = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    expect(first.known).toBe(false);
    expect(await first.token()).toBe("token-1");
    const later = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    expect([later.known, later.state.value]).toEqual([true, { user: "v_1", lost: false }]);
    expect(await later.token()).toBe("token-2");
    expect(visits.asked).toEqual(["/", "/refresh"]);
    expect([...storage.kept.keys()]).toEqual(["parley.visitor|https://chat.example"]);
    expect([...storage.kept.values()].join()).not.toContain("token");
  });
  it("two tabs use the secret one after the other", async () => {
    const [visits, storage, turns] = [new Visits(), memory(), locks()];
    const tabs = [1, 2, 3].map(() => new Visitor({ url, storage, locks: turns, fetch: visits.fetch }));
    expect(await Promise.all(tabs.map((tab) => tab.token()))).toEqual(["token-1", "token-2", "token-3"]);
    expect(visits.asked).toEqual(["/", "/refresh", "/refresh"]);
  });
  it("whose secret is not taken any more is told so, and is a new one", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const visitor = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    await visitor.token();
    visits.secret = "revoked";
    expect(await visitor.token()).toBe("token-2");
    expect(visitor.state.value).toEqual({ user: "v_1", lost: true });
    expect(visits.asked).toEqual(["/", "/refresh", "/"]);
  });
  it("keeps the secret when the server only asks to wait", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const visitor = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    await visitor.token();
    visits.status = 429;
    await expect(visitor.token()).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 9_000 });
    expect([visitor.known, visitor.state.value.lost]).toEqual([true, false]);
  });
  it("is merged with both proofs, once; and logged out even where nobody answers", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const visitor = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    await visitor.token();
    expect(await visitor.merge("host-token")).toEqual({ user: "ann", visitor: "v_1" });
    expect(storage.kept.size).toBe(0);
    await expect(visitor.merge("host-token")).rejects.toMatchObject({ code: "not_found" });
    await visitor.token();
    visits.status = 503;
    await visitor.logout();
    expect([visitor.known, storage.kept.size]).toEqual([false, 0]);
  });
  it("lives as long as the page where nothing may be stored", async () => {
    const visits = new Visits();
    const visitor = new Visitor({ url, storage: null, locks: null, fetch: visits.fetch });
    await visitor.token();
    await visitor.token();
    expect(visits.asked).toEqual(["/", "/refresh"]);
  });
});
