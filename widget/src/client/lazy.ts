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

/** `load` gets the code of `keeping.ts`. */
export function lazyClient(options: ClientOptions, load: () => Promise<{ openKeeper: OpenKeeper }>): Client {
  const keep: OpenKeeper = async (parts) => (await load()).openKeeper(parts);
  // At once only where an earlier page has left something to send.
  return new Client({ ...options, keep, keepSoon: () => keptUnder(MARK, true), listen });
}
