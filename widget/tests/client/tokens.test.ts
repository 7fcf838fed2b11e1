/** Tokens: asked for once at a time, ahead of their end by the server's clock, ever more slowly while it fails. */
import { describe, expect, it } from "vitest";
import { greet, settle, TOKEN, type World, world } from "./world";

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 21) + seconds * 1000).toISOString();

/** Time passes on a path that lives. */
async function living(w: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 20_000) {
    w.last().hear({ t: "ping" });
    await w.clock.pass(Math.min(left, 20_000));
  }
}

describe("renewal", () => {
  it("a minute before the end, whatever this device believes the time is; and again after that", async () => {
    const asked: boolean[] = [];
    const token = async (fresh: boolean): Promise<string> => {
      asked.push(fresh);
      return `${TOKEN}${asked.length}`;
    };
    const w = await world({ token });
    await greet(w, { exp: at(900), server_time: at(0) });
    await living(w, 839_000);
    expect(asked).toEqual([false]);
    await living(w, 1_500);
    expect(asked).toEqual([false, true]);
    const [auth] = w.last().of("auth");
    expect(auth).toMatchObject({ token: `${TOKEN}2` });
    const exp = new Date(w.clock.now() + 600_000).toISOString();
    w.last().hear({ t: "authed", ref: auth?.ref as number, exp });
    await living(w, 560_000);
    expect(w.last().of("auth")).toHaveLength(2);
  });
  it("goes on asking while it fails, more and more slowly", async () => {
    const asked: number[] = [];
    let now = (): number => 0;
    const token = async (fresh: boolean): Promise<string> => {
      asked.push(now());
      if (fresh) throw new Error("the host is down");
      return TOKEN;
    };
    const w = await world({ token });
    now = () => w.clock.now();
    await greet(w, { exp: at(61), server_time: at(0) });
    await living(w, 100_000);
    const waits = asked.slice(2).map((then, i) => then - (asked[i + 1] ?? 0));
    expect(waits.length).toBeGreaterThan(3);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
  });
});

describe("asking", () => {
  it("once at a time, however many need one", async () => {
    let asked = 0;
    let give: (token: string) => void = () => undefined;
    const w = await world({
      token: () => {
        asked += 1;
        return new Promise((resolve) => {
          give = resolve;
        });
      },
    });
    w.client.reconnect();
    w.client.reconnect();
    await settle();
    expect(asked).toBe(1);
    give(TOKEN);
    await settle();
    expect(w.sockets).toHaveLength(1);
  });
  it("a host that cannot give one now is asked again; one that has none ends it", async () => {
    let answer: () => Promise<string | null> = () => Promise.reject(new Error("down"));
    const w = await world({ token: () => answer() });
    expect(w.client.connection.value.phase).toBe("waiting");
    answer = async () => TOKEN;
    await w.clock.pass(1_000);
    expect(w.sockets).toHaveLength(1);
    const none = await world({ token: async () => null });
    expect(none.client.connection.value).toMatchObject({ phase: "stopped", why: "unauthenticated" });
  });
});
