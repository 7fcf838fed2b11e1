/** What a page says to the server of Web Push: where it may tell, in which language, and that it may no more. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Client } from "../../src/client";
import { quiet, renew, subscribe } from "../../src/ui/away/push";

const KEY = "AQID";
const client = { url: "https://chat.example", tokens: { next: async () => "token" } } as unknown as Client;

let said: [method: string, path: string, body: unknown][];
let held: { endpoint: string; options: object; toJSON(): object; unsubscribe(): Promise<boolean> } | null;
let asked: number;

/** A subscription for the key of these bytes. */
const made = (...key: number[]): NonNullable<typeof held> => ({
  endpoint: "https://push.example/abc",
  options: { applicationServerKey: new Uint8Array(key).buffer },
  toJSON: () => ({ endpoint: "https://push.example/abc", keys: { p256dh: "p", auth: "a" } }),
  unsubscribe: async () => {
    held = null;
    return true;
  },
});

beforeEach(() => {
  [said, held, asked] = [[], null, 0];
  const subscribed = async () => {
    held ??= made(1, 2, 3);
    return held;
  };
  const pushManager = { getSubscription: async () => held, subscribe: subscribed };
  const registration = { pushManager, active: { state: "activated" } };
  const serviceWorker = { register: async () => registration, getRegistration: async () => registration };
  vi.stubGlobal("navigator", { serviceWorker });
  vi.stubGlobal("window", { PushManager: 1, Notification: 1 });
  const requestPermission = async () => {
    asked += 1;
    return Notification.permission;
  };
  vi.stubGlobal("Notification", { permission: "granted", requestPermission });
  vi.stubGlobal("fetch", async (address: string, { method = "GET", body = "null" }: RequestInit = {}) => {
    said.push([method, new URL(address).pathname, JSON.parse(String(body ?? "null"))]);
    return Response.json({ key: KEY });
  });
});
afterEach(() => vi.unstubAllGlobals());

const TOLD = { endpoint: "https://push.example/abc", keys: { p256dh: "p", auth: "a" }, lang: "ja" };

describe("a browser", () => {
  it("says where it may be told, and in which language", async () => {
    await subscribe(client, KEY, "ja");
    expect(said).toEqual([["POST", "/v1/push/subscriptions", TOLD]]);
  });
  it("says nothing where its person does not allow it", async () => {
    Object.assign(Notification, { permission: "denied" });
    await expect(subscribe(client, KEY, "ja")).rejects.toThrow("not allowed");
    expect(said).toEqual([]);
  });
  it("subscribes anew where the server has another key by now", async () => {
    held = made(9);
    await subscribe(client, KEY, "ja");
    expect(
      new Uint8Array(
        (held as unknown as { options: { applicationServerKey: ArrayBuffer } }).options.applicationServerKey,
      ),
    ).toEqual(new Uint8Array([1, 2, 3]));
  });
  it("says it again on a later visit, without asking its person", async () => {
    held = made(1, 2, 3);
    await renew(client, "ja", false);
    expect(said.map(([method, path]) => `${method} ${path}`)).toEqual([
      "GET /v1/push",
      "POST /v1/push/subscriptions",
    ]);
    expect(asked).toBe(0);
  });
  it("that never subscribed asks nothing of anybody", async () => {
    await renew(client, "ja", false);
    await quiet(client);
    expect([said, asked]).toEqual([[], 0]);
  });
  it("whose person came to be told, and has allowed it since, is told without a question; after a no, never", async () => {
    const storage = new Map<string, string>();
    vi.stubGlobal("localStorage", { getItem: (key: string) => storage.get(key) ?? null });
    Object.assign(Notification, { permission: "denied" });
    await renew(client, "ja", true);
    expect(said).toEqual([]);
    Object.assign(Notification, { permission: "granted" });
    await renew(client, "ja", true);
    expect([said.at(-1), asked]).toEqual([["POST", "/v1/push/subscriptions", TOLD], 0]);
    [said, held] = [[], null];
    storage.set("parley.push", "no");
    await renew(client, "ja", true);
    expect(said).toEqual([]);
  });
  it("is told no more after a logout", async () => {
    held = made(1, 2, 3);
    await quiet(client);
    expect(said).toEqual([["DELETE", "/v1/push/subscriptions", { endpoint: "https://push.example/abc" }]]);
    expect(held).toBeNull();
  });
});
