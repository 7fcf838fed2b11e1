/** Web Push: this browser tells its person of new messages while the page is closed. */

import type { Client } from "../../client";
import { ask } from "../../client/calls";
import { addressOf } from "../../net/address";
import { worker } from "./install";

const NO = "parley.push";

/** The key of a server that tells; null where it, or this browser, cannot. */
export async function pushKey(client: Client): Promise<string | null> {
  if (!("PushManager" in window && "Notification" in window)) return null;
  const answer = await fetch(addressOf(client.url, "/v1/push")).catch(() => null);
  return answer?.ok ? ((await answer.json()) as { key: string }).key : null;
}

/** Has this person said, in the browser's own words, that this page tells nothing? */
export const isDenied = (): boolean => "Notification" in window && Notification.permission === "denied";

/** Was it never asked, here, before? */
export function unasked(): boolean {
  return "Notification" in window && Notification.permission === "default" && !saidNo();
}

/** Also where nothing can be kept: they would be asked each time. */
function saidNo(): boolean {
  try {
    return localStorage.getItem(NO) !== null;
  } catch {
    return true;
  }
}

export function declined(): void {
  try {
    localStorage.setItem(NO, "no");
  } catch {
    // Then it is asked again another day.
  }
}

/** By a touch: the browser asks its person, then the server is told where. Rejects where that is not to be. */
export async function subscribe(client: Client, key: string, lang: string): Promise<void> {
  const registration = await worker(lang);
  if (!registration || (await Notification.requestPermission()) !== "granted") throw new Error("not allowed");
  await ready(registration);
  await register(client, registration, key, lang);
}

/** On a later visit: the browser may have another address by now, or the server another key. */
export async function renew(client: Client, lang: string, own: boolean): Promise<void> {
  const registration = await worker(lang);
  const held = await registration?.pushManager?.getSubscription();
  // Who came to be told, and has allowed it in the browser's settings since, is not asked once more.
  const wants = held || (own && !saidNo());
  if (!registration?.pushManager || !wants || Notification.permission !== "granted") return;
  const key = await pushKey(client);
  if (key) await register(client, registration, key, lang);
}

/** This browser is told nothing any more. */
export async function quiet(client: Client): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const held = await registration?.pushManager?.getSubscription();
  if (!held) return;
  const { endpoint } = held;
  await ask(client, "/v1/push/subscriptions", { method: "DELETE", body: { endpoint } }).catch(
    () => undefined,
  );
  await held.unsubscribe();
}

async function register(
  client: Client,
  { pushManager }: ServiceWorkerRegistration,
  key: string,
  lang: string,
): Promise<void> {
  const held = await pushManager.getSubscription();
  if (held && !isFor(held, key)) await held.unsubscribe();
  const told = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await ask(client, "/v1/push/subscriptions", { method: "POST", body: { ...told.toJSON(), lang } });
}

function isFor({ options }: PushSubscription, key: string): boolean {
  const bytes = new Uint8Array(options.applicationServerKey ?? []);
  const text = btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_");
  return text.replace(/=+$/, "") === key;
}

/** A subscription needs a worker that is at work. */
async function ready({ installing, waiting, active }: ServiceWorkerRegistration): Promise<void> {
  const one = active ?? waiting ?? installing;
  if (!one || one.state === "activated") return;
  await new Promise<void>((resolve) => {
    one.addEventListener("statechange", () => one.state === "activated" && resolve());
  });
}
