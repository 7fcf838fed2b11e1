/** One contract for every place where the outbox is kept: IndexedDB and memory. */
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { beforeAll, describe, expect, it } from "vitest";
import type { Unsent } from "../../src/core/outbox";
import { memoryStore, type Store } from "../../src/net/device";
import { indexedStore } from "../../src/net/indexed";

const item = (cid: string, more: Partial<Unsent> = {}): Unsent => ({
  cid,
  command: { t: "send", room: "r", body: { type: "text", text: cid } },
  at: 1,
  state: "sending",
  ref: null,
  ...more,
});
const cids = (items: readonly Unsent[]): string[] => items.map((one) => one.cid);

beforeAll(() => {
  Object.assign(globalThis, { IDBKeyRange });
});

describe.each([
  ["memory", async (): Promise<Store> => memoryStore()],
  ["IndexedDB", (): Promise<Store> => indexedStore(new IDBFactory(), () => undefined)],
])("%s", (_, open) => {
  it("keeps the order written, whoever changes what later", async () => {
    const store = await open();
    await store.put("s", item("b"));
    await store.put("s", item("a"));
    const rows = await store.put("s", item("b", { state: "failed", reason: "forbidden" }));
    expect(rows).toMatchObject([{ cid: "b", state: "failed", reason: "forbidden" }, { cid: "a" }]);
    expect(rows[0]?.n).toBeLessThan(rows[1]?.n ?? 0);
  });
  it("keeps scopes apart, and wipes one of them", async () => {
    const store = await open();
    await store.put("s|ann", item("mine"), new Blob(["x"]));
    await store.put("s|ken", item("theirs"));
    expect(cids(await store.all("s|ann"))).toEqual(["mine"]);
    await store.wipe("s|ann");
    expect(await store.all("s|ann")).toEqual([]);
    expect(await store.blob("s|ann", "mine")).toBeNull();
    expect(cids(await store.all("s|ken"))).toEqual(["theirs"]);
  });
  it("wipes everybody of one server, where nobody is named; a name that begins like another is another", async () => {
    const store = await open();
    for (const scope of ["s|ann", "s|anna", "t|ann"]) await store.put(scope, item("x"), new Blob(["x"]));
    await store.wipe("s|ann");
    expect(cids(await store.all("s|anna"))).toEqual(["x"]);
    await store.wipe("s|");
    expect([await store.all("s|anna"), await store.blob("s|anna", "x")]).toEqual([[], null]);
    expect(cids(await store.all("t|ann"))).toEqual(["x"]);
  });
  it("keeps a file until it is dropped, and does not lose it to a change", async () => {
    const store = await open();
    await store.put("s", item("file"), new Blob(["twelve bytes"]));
    await store.put("s", item("file", { state: "failed" }));
    expect(await (await store.blob("s", "file"))?.text()).toBe("twelve bytes");
    await store.drop("s", "file");
    expect(await store.blob("s", "file")).toBeNull();
    await store.drop("s", "file");
  });
  it("numbers go on after everything was dropped", async () => {
    const store = await open();
    const [first] = await store.put("s", item("a"));
    await store.drop("s", "a");
    const [second] = await store.put("s", item("b"));
    expect(second?.n).toBeGreaterThan(first?.n ?? 0);
  });
});

describe("IndexedDB", () => {
  it("does in order what was asked, although a file is read first; one that cannot be read leaves its message", async () => {
    const store = await indexedStore(new IDBFactory(), () => undefined);
    const slow = new Blob(["x"], { type: "text/plain" });
    const put = store.put("s", item("a"), slow);
    await Promise.all([put, store.drop("s", "a"), store.put("s", item("b"), slow)]);
    expect(cids(await store.all("s"))).toEqual(["b"]);
    expect([await store.blob("s", "a"), (await store.blob("s", "b"))?.type]).toEqual([null, "text/plain"]);
    const gone = Object.assign(new Blob(["x"]), { arrayBuffer: () => Promise.reject(new Error("gone")) });
    expect(cids(await store.put("s", item("c"), gone))).toEqual(["b", "c"]);
    expect(await store.blob("s", "c")).toBeNull();
  });
  it("two pages share it, and find what an earlier one left", async () => {
    const factory = new IDBFactory();
    const one = await indexedStore(factory, () => undefined);
    const two = await indexedStore(factory, () => undefined);
    await one.put("s", item("a"));
    expect(cids(await two.put("s", item("b")))).toEqual(["a", "b"]);
    expect(cids(await one.all("s"))).toEqual(["a", "b"]);
  });
  it("leaves a mark while anything is kept", async () => {
    const marks: boolean[] = [];
    const store = await indexedStore(new IDBFactory(), (kept) => marks.push(kept));
    await store.put("s", item("a"));
    await store.put("t", item("b"));
    await store.drop("s", "a");
    await store.wipe("t");
    expect(marks).toEqual([true, true, false]);
    await store.put("s", item("c"));
    await Promise.all([store.drop("s", "c"), store.put("s", item("d"))]);
    expect(marks.at(-1)).toBe(true);
  });
  it("fails where the browser forbids it, so that the page can do without", async () => {
    const forbidden = {
      open: () => {
        throw new DOMException("no", "SecurityError");
      },
    };
    await expect(indexedStore(forbidden as unknown as IDBFactory, () => undefined)).rejects.toThrow("no");
  });
});
