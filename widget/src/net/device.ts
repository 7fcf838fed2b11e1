/** What a device offers to keep and share: an outbox that survives the page, its other pages, and uploads. */
import type { Unsent } from "../core/outbox";
import type { Word } from "../core/shared";

export interface Store {
  /** Where things are kept: on the device, or in this page alone. */
  readonly where: "device" | "memory";
  /** Everything kept under this scope (a server and a user), oldest first. */
  all(scope: string): Promise<Unsent[]>;
  /** Writes one down, new or changed, in its old place; answers everything kept, read in the same transaction. */
  put(scope: string, item: Unsent, blob?: Blob): Promise<Unsent[]>;
  drop(scope: string, cid: string): Promise<void>;
  blob(scope: string, cid: string): Promise<Blob | null>;
  /** Logged out: nothing of this scope stays; of a scope without a user, nothing of anybody on that server. */
  wipe(scope: string): Promise<void>;
}

export interface Tabs {
  tell(word: Word): void;
  /** Waits for the one turn to send, which all pages of a scope share. */
  lead(held: () => void, lost: () => void): void;
  /** Takes the turn from a page that sleeps. */
  steal(): void;
  close(): void;
}

export type OpenTabs = (scope: string, hear: (word: Word) => void) => Tabs;

export interface UploadTask {
  readonly url: string;
  readonly token: string;
  readonly room: string;
  readonly name: string;
  readonly blob: Blob;
  /** Bytes that are up. */
  readonly progress: (sent: number) => void;
}

/** How an upload ended. `lost` is the path's fault: it begins anew when the path is back. */
export type Uploaded =
  | { done: "up"; file: string }
  | { done: "refused"; code: string; retryAfterMs: number | null }
  | { done: "lost" };

export interface UnderWay {
  readonly ended: Promise<Uploaded>;
  cancel(): void;
}

/** What pages wrote down before they had anything better. */
export interface Jots {
  all(scope: string): Unsent[];
  drop(scope: string, cid: string): void;
  wipe(scope: string): void;
}

export interface Device {
  readonly store: Store;
  readonly jots: Jots;
  readonly openTabs: OpenTabs;
  readonly upload: (task: UploadTask) => UnderWay;
}

/** A server and a user, `origin|user`; without the user it covers everybody there. */
export function covers(scope: string, of: string): boolean {
  return scope === of || (scope.endsWith("|") && of.startsWith(scope));
}

/** Nothing survives the page: for Node, and where a browser refuses to keep anything. */
export function memoryStore(): Store {
  const kept = new Map<string, Map<string, { item: Unsent; blob: Blob | undefined }>>();
  let last = 0;
  const of = (scope: string) =>
    kept.get(scope) ?? new Map<string, { item: Unsent; blob: Blob | undefined }>();
  const all = (scope: string): Unsent[] => [...of(scope).values()].map(({ item }) => item);
  return {
    where: "memory",
    all: async (scope) => all(scope),
    put: async (scope, item, blob) => {
      const mine = of(scope);
      const before = mine.get(item.cid);
      if (!before) last += 1;
      mine.set(item.cid, { item: { ...item, n: before?.item.n ?? last }, blob: blob ?? before?.blob });
      kept.set(scope, mine);
      return all(scope);
    },
    drop: async (scope, cid) => void of(scope).delete(cid),
    blob: async (scope, cid) => of(scope).get(cid)?.blob ?? null,
    wipe: async (scope) => {
      for (const of of [...kept.keys()]) if (covers(scope, of)) kept.delete(of);
    },
  };
}

/** A page that knows of no other: it always has the turn. */
export const alone: OpenTabs = () => ({
  tell: () => undefined,
  lead: (held) => held(),
  steal: () => undefined,
  close: () => undefined,
});
