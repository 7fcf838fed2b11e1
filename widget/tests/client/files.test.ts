/** Files: up in their place in the order, anew when the path broke, visibly refused, cancelled at once. */
import { describe, expect, it } from "vitest";
import type { WholeRoom } from "../../src/client";
import { memoryStore, type Uploaded, type UploadTask } from "../../src/net/device";
import { judge } from "../../src/net/uploading";
import { device, keeping } from "./devices";
import { AT, greet, joined, settle, type World, world } from "./world";

class Lorry {
  readonly tasks: (UploadTask & { end: (how: Uploaded) => void; cancelled: boolean })[] = [];
  readonly upload = (task: UploadTask) => {
    const one = { ...task, end: (_: Uploaded): void => undefined, cancelled: false };
    const ended = new Promise<Uploaded>((resolve) => {
      one.end = resolve;
    });
    this.tasks.push(one);
    const cancel = (): void => {
      one.cancelled = true;
      one.end({ done: "lost" });
    };
    return { ended, cancel };
  };
}

async function ready(
  lorry: Lorry,
  store = memoryStore(),
  more = {},
  limits = {},
): Promise<World & { room: WholeRoom }> {
  const w = await world({ keep: keeping(device({ store, upload: lorry.upload })), ...more });
  const room = w.client.open("r");
  await greet(w, { limits });
  w.last().hear(joined([], 3));
  await settle();
  return { ...w, room };
}

const photo = (): Blob => new Blob(["0123456789"], { type: "image/png" });

describe("a file", () => {
  it("goes up, says how far it is, and is sent in its place: what was written later waits", async () => {
    const lorry = new Lorry();
    const { room, last } = await ready(lorry);
    room.sendFile(photo(), { name: "door.png" });
    room.send("that is the door");
    await settle();
    expect(last().of("send")).toEqual([]);
    expect(lorry.tasks).toMatchObject([{ room: "r", name: "door.png", url: "http://parley.test" }]);
    lorry.tasks[0]?.progress(4);
    expect(room.outbox.value[0]?.file).toMatchObject({ size: 10, sent: 4 });
    lorry.tasks[0]?.end({ done: "up", file: "f1" });
    await settle();
    expect(last().of("send")).toMatchObject([{ body: { type: "file", file: "f1" } }]);
    const cid = last().of("send")[0]?.cid ?? "";
    last().hear({ t: "ack", room: "r", cid, seq: 4, at: AT });
    expect(last().of("send")[1]).toMatchObject({ body: { text: "that is the door" } });
  });
  it("begins anew after the path broke, and after the page was left", async () => {
    const [lorry, store] = [new Lorry(), memoryStore()];
    const before = await ready(lorry, store);
    before.room.sendFile(photo(), { name: "door.png" });
    await settle();
    lorry.tasks[0]?.end({ done: "lost" });
    await before.clock.pass(600);
    expect(lorry.tasks).toHaveLength(2);
    before.client.stop();
    const again = new Lorry();
    await ready(again, store);
    expect(await again.tasks[0]?.blob.text()).toBe("0123456789");
  });
  it.each(["too_large", "forbidden", "not_found"])(
    "%s fails visibly, and what comes after it goes on",
    async (code) => {
      const lorry = new Lorry();
      const { room, last } = await ready(lorry);
      room.sendFile(photo(), { name: "door.png" });
      room.send("after");
      await settle();
      lorry.tasks[0]?.end({ done: "refused", code, retryAfterMs: null });
      await settle();
      expect(room.outbox.value[0]).toMatchObject({ state: "failed", reason: code });
      expect(last().of("send")).toMatchObject([{ body: { text: "after" } }]);
    },
  );
  it("waits as long as the server asks", async () => {
    const lorry = new Lorry();
    const { room, clock } = await ready(lorry);
    room.sendFile(photo(), { name: "door.png" });
    await settle();
    lorry.tasks[0]?.end({ done: "refused", code: "rate_limited", retryAfterMs: 5_000 });
    await clock.pass(4_999);
    expect(lorry.tasks).toHaveLength(1);
    await clock.pass(1);
    expect(lorry.tasks).toHaveLength(2);
  });
  it("larger than the server takes does not even begin to go up; made smaller, it does", async () => {
    const lorry = new Lorry();
    const downscale = async (file: Blob, name: string): Promise<Blob> =>
      name === "door.png" ? new Blob(["0"]) : file;
    const { room } = await ready(lorry, memoryStore(), { downscale }, { upload: 2 });
    room.sendFile(photo(), { name: "list.bin" });
    room.sendFile(photo(), { name: "door.png" });
    await settle();
    expect(room.outbox.value[0]).toMatchObject({ state: "failed", reason: "too_large" });
    expect(lorry.tasks.map((task) => task.name)).toEqual(["door.png"]);
  });
  it("that must wait for hours is told so, and what was written after it is sent", async () => {
    const lorry = new Lorry();
    const { room, clock, last } = await ready(lorry);
    room.sendFile(photo(), { name: "door.png" });
    room.send("after");
    await settle();
    lorry.tasks[0]?.end({ done: "refused", code: "rate_limited", retryAfterMs: 3_600_000 });
    await settle();
    const [line] = room.timeline.value;
    expect(line).toMatchObject({ reason: "rate_limited", retryAt: clock.now() + 3_600_000 });
    expect(last().of("send")).toMatchObject([{ body: { text: "after" } }]);
  });
  it("is cancelled at once", async () => {
    const lorry = new Lorry();
    const { room, clock } = await ready(lorry);
    const cid = room.sendFile(photo(), { name: "door.png" }) ?? "";
    await settle();
    room.discard(cid);
    await clock.pass(60_000);
    expect([lorry.tasks.length, lorry.tasks[0]?.cancelled]).toEqual([1, true]);
    expect(room.outbox.value).toEqual([]);
  });
  it("is made smaller first, where the application can; else it goes as it is", async () => {
    const lorry = new Lorry();
    const downscale = async (_: Blob, name: string): Promise<Blob> => {
      if (name === "bad.png") throw new Error("no picture");
      return new Blob(["0"]);
    };
    const { room } = await ready(lorry, memoryStore(), { downscale });
    room.sendFile(photo(), { name: "door.png" });
    await settle();
    expect(lorry.tasks[0]?.blob.size).toBe(1);
    room.discard(room.outbox.value[0]?.cid ?? "");
    room.sendFile(photo(), { name: "bad.png" });
    await settle();
    expect(lorry.tasks[1]?.blob.size).toBe(10);
  });
  it("that the server forgot before its message came goes up once more", async () => {
    const lorry = new Lorry();
    const { room, last } = await ready(lorry);
    room.sendFile(photo(), { name: "door.png" });
    for (const file of ["f1", "f2"]) {
      await settle();
      lorry.tasks.at(-1)?.end({ done: "up", file });
      await settle();
      const { cid = "", ref } = last().of("send").at(-1) ?? {};
      last().hear({ t: "error", code: "not_found", message: "", room: "r", cid, ref: ref as number });
    }
    expect(lorry.tasks).toHaveLength(2);
    expect(room.outbox.value[0]).toMatchObject({ state: "failed", reason: "not_found" });
  });
  it("too many bytes are refused, and nothing is taken", async () => {
    const { room } = await ready(new Lorry());
    const big = { size: 60 * 2 ** 20, type: "video/mp4" } as Blob;
    expect(room.sendFile(big, { name: "1.mp4" })).not.toBeNull();
    expect(room.sendFile(big, { name: "2.mp4" })).toBeNull();
    expect(room.outbox.value).toHaveLength(1);
  });
});

it.each([
  [201, '{"file": "f1"}', { done: "up", file: "f1" }],
  [413, '{"code": "too_large"}', { done: "refused", code: "too_large", retryAfterMs: null }],
  [
    429,
    '{"code": "rate_limited", "retry_after_ms": 70}',
    { done: "refused", code: "rate_limited", retryAfterMs: 70 },
  ],
  [413, "<html>", { done: "refused", code: "too_large", retryAfterMs: null }],
  [502, "<html>", { done: "lost" }],
  [200, "<html>", { done: "lost" }],
  [0, "", { done: "lost" }],
])("an upload that ends with %i %s", (status, text, ended) => {
  expect(judge(status, text)).toEqual(ended);
});
