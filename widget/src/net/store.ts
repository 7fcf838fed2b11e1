/** Where the outbox survives a reload: one record a message, so that two tabs never overwrite each other. */
import type { Unsent } from "../core/outbox";

export interface Store {
  /** Everything kept under this scope (a server and a user), oldest first. */
  all(scope: string): Promise<Unsent[]>;
  put(scope: string, item: Unsent): void;
  drop(scope: string, cid: string): void;
}

/** Where a browser keeps nothing for us: a message then lives as long as its page. */
const NOWHERE: Store = { all: async () => [], put: () => undefined, drop: () => undefined };

/** localStorage; a browser that refuses it (private mode, full) costs the survival, never the sending. */
export function localStore(storage: Storage): Store {
  const keyOf = (scope: string, cid: string): string => `parley|${scope}|${cid}`;
  return {
    all: async (scope) => {
      const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "");
      const mine = keys.filter((key) => key.startsWith(keyOf(scope, "")));
      return oldestFirst(mine.flatMap((key) => read(storage.getItem(key))));
    },
    put: (scope, item) => attempt(() => storage.setItem(keyOf(scope, item.cid), JSON.stringify(item))),
    drop: (scope, cid) => attempt(() => storage.removeItem(keyOf(scope, cid))),
  };
}

export function browserStore(): Store {
  try {
    return localStore(localStorage);
  } catch {
    return NOWHERE;
  }
}

function read(text: string | null): Unsent[] {
  try {
    const item = JSON.parse(text ?? "null") as Unsent | null;
    return item && typeof item.cid === "string" && item.command ? [item] : [];
  } catch {
    return [];
  }
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // Full or forbidden: the message is still in memory and on its way.
  }
}

function oldestFirst(items: Unsent[]): Unsent[] {
  return items.sort((a, b) => a.at - b.at || (a.cid < b.cid ? -1 : 1));
}
