/** The outbox in IndexedDB: one record a message, numbered in the order written, whichever page wrote it. */
import type { Unsent } from "../core/outbox";
import type { Store } from "./device";
import type { Mark } from "./mark";

const NAME = "parley";
const OPEN_MS = 3_000;
interface Row extends Unsent {
  readonly scope: string;
}

/** Opens it; fails where the browser forbids it (private windows, blocked storage) or does not answer. */
export async function indexedStore(indexed: IDBFactory, mark: Mark): Promise<Store> {
  let base = await open(indexed);
  /** A connection can be ended from outside: by a newer page's upgrade, or by the browser. */
  const within = async <T>(mode: IDBTransactionMode, act: (names: Names) => Promise<T>): Promise<T> => {
    try {
      return await transact(base, mode, act);
    } catch (problem) {
      if ((problem as DOMException)?.name !== "InvalidStateError") throw problem;
      base = await open(indexed);
      return transact(base, mode, act);
    }
  };
  return {
    where: "device",
    all: (scope) => within("readonly", ({ outbox }) => rows(outbox, scope)),
    put: (scope, item, blob) =>
      within("readwrite", async ({ outbox, blobs }) => {
        const key = await answer(outbox.index("cid").getKey([scope, item.cid]));
        // Within the transaction: whoever emptied the store before it has taken the mark away by now.
        mark(true);
        const row: Row = { ...item, scope, ...(key !== undefined && { n: key as number }) };
        outbox.put(row);
        if (blob) blobs.put(blob, [scope, item.cid]);
        return rows(outbox, scope);
      }),
    drop: (scope, cid) =>
      within("readwrite", async ({ outbox, blobs }) => {
        const key = await answer(outbox.index("cid").getKey([scope, cid]));
        if (key !== undefined) outbox.delete(key);
        blobs.delete([scope, cid]);
        if ((await answer(outbox.count())) === 0) mark(false);
      }),
    blob: (scope, cid) =>
      within("readonly", async ({ blobs }) => ((await answer(blobs.get([scope, cid]))) as Blob) ?? null),
    wipe: (scope) =>
      within("readwrite", async ({ outbox, blobs }) => {
        const end = scope.endsWith("|") ? `${scope}\uffff` : scope;
        const keys = await answer(outbox.index("scope").getAllKeys(IDBKeyRange.bound(scope, end)));
        for (const key of keys) outbox.delete(key);
        blobs.delete(IDBKeyRange.bound([scope], [end, []]));
        if ((await answer(outbox.count())) === 0) mark(false);
      }),
  };
}

interface Names {
  readonly outbox: IDBObjectStore;
  readonly blobs: IDBObjectStore;
}

async function transact<T>(
  base: IDBDatabase,
  mode: IDBTransactionMode,
  act: (names: Names) => Promise<T>,
): Promise<T> {
  const whole = base.transaction(["outbox", "blobs"], mode);
  const done = new Promise<void>((resolve, reject) => {
    whole.oncomplete = () => resolve();
    whole.onabort = () => reject(whole.error ?? new DOMException("aborted", "AbortError"));
  });
  const [result] = await Promise.all([
    act({ outbox: whole.objectStore("outbox"), blobs: whole.objectStore("blobs") }),
    done,
  ]);
  return result;
}

async function rows(outbox: IDBObjectStore, scope: string): Promise<Unsent[]> {
  const found = (await answer(outbox.index("scope").getAll(scope))) as Row[];
  return found.map(({ scope: _, ...item }) => item).sort((a, b) => (a.n ?? 0) - (b.n ?? 0));
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open(indexed: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new DOMException("no answer", "TimeoutError")), OPEN_MS);
    const request = indexed.open(NAME, 1);
    request.onupgradeneeded = () => {
      const outbox = request.result.createObjectStore("outbox", { keyPath: "n", autoIncrement: true });
      outbox.createIndex("cid", ["scope", "cid"], { unique: true });
      outbox.createIndex("scope", "scope");
      request.result.createObjectStore("blobs");
    };
    request.onsuccess = () => {
      clearTimeout(late);
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(late);
      reject(request.error);
    };
  });
}
