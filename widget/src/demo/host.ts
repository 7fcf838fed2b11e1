/** The demo's order system, as its backend would be asked. */
import type { Lang } from "../core/wire";
import type { Order } from "./cast";

export type HostStep =
  | "accepted"
  | "assigned"
  | "eta"
  | "join"
  | "swap"
  | "picked_up"
  | "delivered"
  | "lock"
  | "language";

async function post<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: http ${answer.status}`);
  return (await answer.json()) as T;
}

export async function newOrder(lang: Lang): Promise<Order> {
  return { ...(await post<Omit<Order, "lang">>("/demo/orders", { lang })), lang };
}

export async function takeStep(room: string, step: HostStep, lang: Lang): Promise<void> {
  await post(`/demo/orders/${room}/steps`, { step, lang });
}
