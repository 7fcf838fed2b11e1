/** The outbox in IndexedDB: one record a message, numbered in the order written, whichever page wrote it. */
// Files are kept as their bytes: WebKit refuses a Blob in private windows, and elsewhere may lose what stands behind it.
import type { Unsent } from "../core/outbox";
import type { Store } from "./device";
import type { Mark } from "./jots";

const NAME = "parley";
const OPEN_MS = 3_000;
interface Row extends Unsent {
  readonly scope: string;
}

/** A file: WebKit refuses a Blob in the database of a private window, and elsewhere may lose what stands behind it. */
interface Bytes {
  readonly type: string;
  readonly bytes: ArrayBuffer;
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
  // What changes the store does so in the order asked, although a file has to be read first.
  let turn: Promise<unknown> = Promise.resolve();
  const change = <T>(act: (names: Names, file: Bytes | null) => Promise<T>, blob?: Blob): Promise<T> => {
    const file = Promise.all([blob ? bytesOf(blob) : null, turn]).then(([bytes]) => bytes);
    turn = file;
    return file.then((bytes) => within("readwrite", (names) => act(names, bytes)));
  };
  const emptied = async ({ outbox }: Names): Promise<void> => {
    if ((await answer(outbox.count())) === 0) mark(false);
  };
  return {
    where: "device",
    all: (scope) => within("readonly", ({ outbox }) => rows(outbox, scope)),
    put: (scope, item, blob) =>
      change(async (names, file) => {
        const kept = await write(names, { ...item, scope }, file);
        // Within the transaction: whoever emptied the store before it has taken the mark away by now.
        mark(true);
        return kept;
      }, blob),
    drop: (scope, cid) => change((names) => remove(names, scope, cid).then(() => emptied(names))),
    blob: (scope, cid) => within("readonly", ({ blobs }) => fileOf(blobs, [scope, cid])),
    wipe: (scope) => change((names) => wipe(names, scope).then(() => emptied(names))),
  };
}

async function write({ outbox, blobs }: Names, row: Row, file: Bytes | null): Promise<Unsent[]> {
  const { scope, cid } = row;
  const key = await answer(outbox.index("cid").getKey([scope, cid]));
  outbox.put({ ...row, ...(key !== undefined && { n: key as number }) });
  if (file) blobs.put(file, [scope, cid]);
  return rows(outbox, scope);
}

async function remove({ outbox, blobs }: Names, scope: string, cid: string): Promise<void> {
  const key = await answer(outbox.index("cid").getKey([scope, cid]));
  if (key !== undefined) outbox.delete(key);
  blobs.delete([scope, cid]);
}

async function wipe({ outbox, blobs }: Names, scope: string): Promise<void> {
  const end = scope.endsWith("|") ? `${scope}\uffff` : scope;
  const keys = await answer(outbox.index("scope").getAllKeys(IDBKeyRange.bound(scope, end)));
  for (const key of keys) outbox.delete(key);
  blobs.delete(IDBKeyRange.bound([scope], [end, []]));
}

async function fileOf(blobs: IDBObjectStore, key: [string, string]): Promise<Blob | null> {
  const file = (await answer(blobs.get(key))) as Bytes | undefined;
  return file ? new Blob([file.bytes], { type: file.type }) : null;
}

/** Null for what cannot be read any more: its message is kept all the same. */
function bytesOf(blob: Blob): Promise<Bytes | null> {
  return blob.arrayBuffer().then(
    (bytes) => ({ type: blob.type, bytes }),
    () => null,
  );
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
