/** Visitors: who returns is known, a secret is used by one tab at a time, and what is over is told plainly. */
import { describe, expect, it } from "vitest";
import { Visitor, type VisitorOptions } from "../../src/client";

/** A server that changes the secret with every use and takes each once; `hold` keeps its answers back. */
class Visits {
  readonly asked: string[] = [];
  /** The newest. */
  secret = "";
  /** Whose each living secret is. */
  readonly secrets = new Map<string, string>();
  status = 0;
  code = "rate_limited";
  hold: Promise<void> = Promise.resolve();
  #last = 0;
  #visitors = 0;

  readonly fetch = (async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const what = new URL(String(url)).pathname.replace("/v1/visitors", "") || "/";
    const said = JSON.parse(String(init?.body)) as { secret?: string };
    this.asked.push(what);
    const { hold } = this;
    const answer = this.#answer(what, said);
    await hold;
    return answer;
  }) as typeof fetch;

  #answer(what: string, said: { secret?: string }): Response {
    if (this.status)
      return Response.json({ code: this.code, retry_after_ms: 9_000 }, { status: this.status });
    const whose = this.secrets.get(said.secret ?? "");
    if (what !== "/" && whose === undefined)
      return Response.json({ code: "unauthenticated" }, { status: 401 });
    if (what === "/merge") return Response.json({ user: "ann", visitor: "v_1" });
    if (what === "/logout") return Response.json({});
    this.#last += 1;
    if (what === "/") this.#visitors += 1;
    const [user, token] = [whose ?? `v_${this.#visitors}`, `token-${this.#last}`];
    this.secret = `secret-${this.#last}`;
    this.secrets.delete(said.secret ?? "");
    this.secrets.set(this.secret, user);
    const secret_exp = new Date(Date.UTC(2026, 11, 1) + this.#last).toISOString();
    return Response.json({ user, token, secret: this.secret, secret_exp });
  }
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
    expect([later.known, later.state.value]).toEqual([true, { user: "v_1", lost: null }]);
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
    visits.secrets.clear();
    expect(await visitor.token()).toBe("token-2");
    expect(visitor.state.value).toEqual({ user: "v_2", lost: "not_on_this_device" });
    expect(visits.asked).toEqual(["/", "/refresh", "/"]);
  });
  it("keeps the secret when the server only asks to wait", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const visitor = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    await visitor.token();
    visits.status = 429;
    await expect(visitor.token()).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 9_000 });
    expect([visitor.known, visitor.state.value.lost]).toEqual([true, null]);
  });
  it("is merged with both proofs, once; and logged out even where nobody answers", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const visitor = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    await visitor.token();
    expect(await visitor.merge("host-token")).toEqual({ user: "ann", visitor: "v_1" });
    expect(storage.kept.size).toBe(0);
    await expect(visitor.merge("host-token")).rejects.toMatchObject({ code: "not_found" });
    const next = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    await next.token();
    visits.status = 503;
    await next.logout();
    expect([next.known, storage.kept.size]).toEqual([false, 0]);
  });
  it("lives as long as the page where nothing may be stored", async () => {
    const visits = new Visits();
    const visitor = new Visitor({ url, storage: null, locks: null, fetch: visits.fetch });
    await visitor.token();
    await visitor.token();
    expect(visits.asked).toEqual(["/", "/refresh"]);
  });
  it("is not thrown out by what a proxy says on its own", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const visitor = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    await visitor.token();
    visits.code = "of_a_proxy";
    for (visits.status of [401, 403, 404, 502]) await expect(visitor.token()).rejects.toThrow();
    visits.status = 0;
    expect(await visitor.token()).toBe("token-2");
    expect(visitor.state.value).toEqual({ user: "v_1", lost: null });
  });
  it("that is over is followed by nobody in the same page: not after a login, a logout, or either in another tab", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const fresh = () => new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    const ends = [
      (visitor: Visitor) => visitor.merge("host-token"),
      (visitor: Visitor) => visitor.logout(),
      async () => storage.kept.clear(),
    ];
    const lost: unknown[] = [];
    for (const end of ends) {
      const visitor = fresh();
      await visitor.token();
      await end(visitor);
      expect([await visitor.token(), await visitor.token(), visitor.known]).toEqual([null, null, false]);
      lost.push(visitor.state.value.lost);
    }
    expect(lost).toEqual([null, null, "not_on_this_device"]);
    expect(visits.asked.filter((what) => what === "/")).toHaveLength(3);
  });
});

describe("where there are no locks", () => {
  it("an answer that another tab overtook does not take the place of the newer secret", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const [here, there] = [1, 2].map(
      () => new Visitor({ url, storage, locks: null, fetch: visits.fetch }),
    ) as [Visitor, Visitor];
    await here.token();
    let go = (): void => undefined;
    visits.hold = new Promise((resolve) => {
      go = resolve;
    });
    const late = here.token();
    await new Promise((resolve) => setTimeout(resolve));
    visits.hold = Promise.resolve();
    const key = [...storage.kept.keys()][0] ?? "";
    storage.kept.set(key, JSON.stringify({ user: "v_1", secret: visits.secret, secret_exp: "" }));
    await there.token();
    const newest = storage.kept.get(key);
    go();
    expect(await late).toBe("token-2");
    expect(storage.kept.get(key)).toBe(newest);
    expect(await here.token()).toBe("token-4");
  });
  it("a secret that another tab changed meanwhile is read once more before it is given up", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const visitor = new Visitor({ url, storage, locks: null, fetch: visits.fetch });
    await visitor.token();
    const [key, old] = [...storage.kept][0] ?? ["", ""];
    const slow = storage.getItem;
    const reads: string[] = [];
    storage.getItem = (name) => {
      reads.push(name);
      return reads.length === 1 ? old.replace("secret-1", "secret-0") : slow(name);
    };
    expect(await visitor.token()).toBe("token-2");
    expect([visits.asked, visitor.state.value.lost]).toEqual([["/", "/refresh", "/refresh"], null]);
    expect(storage.kept.get(key)).toContain("secret-2");
  });
  it("two tabs that come at once are one visitor", async () => {
    const [visits, storage] = [new Visits(), memory()];
    const tabs = [1, 2].map(() => new Visitor({ url, storage, locks: null, fetch: visits.fetch }));
    await Promise.allSettled(tabs.map((tab) => tab.token()));
    const users = new Set(tabs.map((tab) => tab.state.value.user));
    expect(users.size).toBe(1);
  });
});
