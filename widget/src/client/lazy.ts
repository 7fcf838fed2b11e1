/** The client of a page whose first bytes count: what keeps the outbox is loaded when the first room can be read. */
import { MARK } from "../net/mark";
import { Client } from "./client";
import type { ClientOptions } from "./options";
import type { OpenKeeper } from "./sender";

/** At once only where an earlier page has left something to send. */
function somethingIsKept(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return true;
  }
}

/** `load` gets the code of `keeping.ts`. */
export function lazyClient(options: ClientOptions, load: () => Promise<{ openKeeper: OpenKeeper }>): Client {
  const keep: OpenKeeper = async (parts) => (await load()).openKeeper(parts);
  return new Client({ ...options, keep, keepSoon: somethingIsKept });
}
