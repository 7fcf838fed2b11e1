/** The client of a page whose first bytes count: what keeps the outbox is loaded when somebody touches a room. */
import { keptUnder, MARK, tabsOf } from "../net/mark";
import { Client } from "./client";
import type { ClientOptions } from "./options";
import type { Listen, OpenKeeper } from "./sender";

/** Until the keeper is here: a log-out, or what was read, in another page of this person counts in this one too. */
const listen: Listen = (scope, hear) => {
  if (typeof BroadcastChannel === "undefined") return () => undefined;
  const channel = new BroadcastChannel(tabsOf(scope));
  channel.onmessage = ({ data }) => hear(data);
  return () => channel.close();
};

type Load = () => Promise<{ openKeeper: OpenKeeper }>;

/** `load` gets the code of `keeping.ts`. */
export function lazily(options: ClientOptions, load: Load): ClientOptions {
  const keep: OpenKeeper = async (parts) => (await load()).openKeeper(parts);
  // At once only where an earlier page has left something to send.
  return { ...options, keep, keepSoon: () => keptUnder(MARK, true), listen };
}

export function lazyClient(options: ClientOptions, load: Load): Client {
  return new Client(lazily(options, load));
}
