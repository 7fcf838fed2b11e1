/** Open rooms: epochs, windows, gaps, receipts, notices. */
import { describe, expect, it } from "vitest";
import { AT, greet, joined, message, settle, type World, world } from "./world";

const texts = (w: World): string[] => w.client.open("r").entries.value.map((item) => `${item.seq}`);

async function inRoom(options = {}): Promise<World> {
  const w = await world(options);
  w.client.open("r");
  await greet(w);
  w.last().hear(joined([message(4), message(5)], 5));
  await settle();
  return w;
}

describe("the log of a room", () => {
  it("another epoch: all but the outbox is void", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    room.send("keep me");
    w.last().close(1006);
    await w.clock.pass(500);
    await greet(w, { epoch: "e2" });
    expect([room.entries.value, room.outbox.value.length]).toEqual([[], 1]);
    w.last().hear(joined([message(1)], 1, { reset: true }));
    expect(texts(w)).toEqual(["1"]);
  });
  it("reset: the newest page replaces what was held", async () => {
    const w = await inRoom();
    w.last().hear(joined([message(90), message(91)], 91, { reset: true }));
    expect(texts(w)).toEqual(["90", "91"]);
    expect(w.client.open("r").older.value).toBe(true);
  });
  it("another window: the old interval is dropped", async () => {
    const w = await inRoom();
    w.last().hear(joined([message(31)], 31, { first_seq: 30 }));
    expect(texts(w)).toEqual(["31"]);
  });
  it("a gap asks to join again, once", async () => {
    const w = await inRoom();
    w.last().hear({ t: "entries", room: "r", entries: [message(8)] });
    w.last().hear({ t: "entries", room: "r", entries: [message(9)] });
    const joins = w.last().of("join");
    expect(joins.slice(1)).toMatchObject([{ since: 5 }]);
    w.last().hear(joined([message(6), message(7), message(8)], 8, { ref: joins[1]?.ref as number }));
    expect(texts(w)).toEqual(["4", "5", "6", "7", "8", "9"]);
  });
  it("older pages come in above", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    const page = room.history();
    const [asked] = w.last().of("history");
    expect(asked).toMatchObject({ before: 4, limit: 50 });
    w.last().hear({
      t: "history",
      ref: asked?.ref as number,
      room: "r",
      entries: [message(1), message(2), message(3)],
      more: false,
    });
    expect([await page, texts(w)]).toEqual([false, ["1", "2", "3", "4", "5"]]);
  });
  it("not found ends the room, and is not asked again", async () => {
    const w = await world();
    const room = w.client.open("r");
    await greet(w);
    w.last().hear({ t: "error", ref: w.last().of("join")[0]?.ref as number, code: "not_found", message: "" });
    await settle();
    expect(room.status.value).toEqual({ phase: "refused", why: "not_found" });
    w.last().close(1006);
    await w.clock.pass(500);
    w.last().open();
    expect(w.last().of("join")).toEqual([]);
  });
  it("unavailable is asked again", async () => {
    const w = await world();
    w.client.open("r");
    await greet(w);
    w.last().hear({
      t: "error",
      ref: w.last().of("join")[0]?.ref as number,
      code: "unavailable",
      message: "",
      retry_after_ms: 300,
    });
    await w.clock.pass(300);
    expect(w.last().of("join")).toHaveLength(2);
  });
});

describe("receipts and notices", () => {
  it("read only while somebody can be reading", async () => {
    const w = await inRoom();
    w.page.attentive = false;
    w.client.open("r").inView(5);
    await w.clock.pass(2_000);
    expect(
      w
        .last()
        .of("seen")
        .some((frame) => frame.read),
    ).toBe(false);
    w.page.attentive = true;
    w.page.tell("focus");
    await w.clock.pass(500);
    expect(w.last().of("seen").at(-1)).toMatchObject({ read: 5 });
  });
  it("where many rooms show, only the one that was touched reads", async () => {
    const w = await inRoom({ mustTouch: true });
    const room = w.client.open("r");
    room.inView(5);
    await w.clock.pass(1_000);
    expect(
      w
        .last()
        .of("seen")
        .some((frame) => frame.read),
    ).toBe(false);
    room.touch();
    expect(w.last().of("seen").at(-1)).toMatchObject({ read: 5 });
    await w.clock.pass(31_000);
    w.last().hear({ t: "entries", room: "r", entries: [message(6)] });
    room.inView(6);
    expect(room.unread.value).toBe(1);
  });
  it("never claims to have read what has not come", async () => {
    const w = await inRoom();
    w.client.open("r").inView(50);
    await w.clock.pass(500);
    expect(w.last().of("seen").at(-1)).toMatchObject({ delivered: 5, read: 5 });
  });
  it("coalesces what arrives", async () => {
    const w = await inRoom();
    for (let seq = 6; seq < 30; seq += 1) w.last().hear({ t: "entries", room: "r", entries: [message(seq)] });
    await w.clock.pass(500);
    expect(
      w
        .last()
        .of("seen")
        .map((frame) => frame.delivered),
    ).toEqual([5, 29]);
  });
  it("another device of mine read it", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    expect(room.unread.value).toBe(2);
    w.last().hear({ t: "receipts", room: "r", cursors: [{ user: "ann", delivered: 5, read: 5 }] });
    expect(room.unread.value).toBe(0);
  });
  it("pips follow the others' cursors", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    const marks = (): string[] => room.pips({ seq: 5, by: "ann" }).map((pip) => pip.mark);
    expect(marks()).toEqual(["sent"]);
    w.last().hear({ t: "receipts", room: "r", cursors: [{ user: "ken", delivered: 5, read: 4 }] });
    expect(marks()).toEqual(["delivered"]);
    w.last().hear({ t: "receipts", room: "r", cursors: [{ user: "ken", delivered: 5, read: 5 }] });
    expect(marks()).toEqual(["read"]);
  });
  it("typing shows, and falls silent by itself", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    w.last().hear({ t: "typing", room: "r", users: ["ann", "ken"] });
    expect(room.typists.value.users).toEqual(["ken"]);
    await w.clock.pass(6_000);
    expect(room.typists.value.users).toEqual([]);
  });
  it("tells of own typing at most once per 3 s", async () => {
    const w = await inRoom();
    const room = w.client.open("r");
    for (let i = 0; i < 10; i += 1) {
      room.typing(true);
      await w.clock.pass(500);
    }
    expect(w.last().of("typing")).toHaveLength(2);
  });
  it("presence reaches every open room", async () => {
    const w = await inRoom();
    w.last().hear({ t: "presence", user: "ken", state: "online", since: AT });
    expect(w.client.open("r").participants.value.find((who) => who.user === "ken")?.presence).toBe("online");
  });
});

it("the raw frames can be watched, both ways", async () => {
  const w = await world();
  const seen: string[] = [];
  w.client.onFrame((direction, text) => seen.push(`${direction} ${(JSON.parse(text) as { t: string }).t}`));
  await greet(w);
  expect(seen).toEqual(["out hello", "in welcome"]);
});

it("who is told of a room they were out of opens it anew", async () => {
  const w = await inRoom();
  const room = w.client.open("r");
  w.last().hear({ t: "left", room: "r", reason: "removed" });
  expect(room.status.value.phase).toBe("left");
  const summary = { room: "r", kind: "order", subject: "S", status: "open", locked: false } as const;
  w.last().hear({ t: "room", ...summary, last_seq: 9, unread: 0, at: AT, role: "driver" });
  const again = w.last().of("join").at(-1);
  expect(again).not.toHaveProperty("since");
  w.last().hear({ ...joined([message(9)], 9), first_seq: 9 });
  expect(room.entries.value.map((item) => item.seq)).toEqual([9]);
});

it("a phrase waits in its own words, which are not said to the server", async () => {
  const w = await inRoom();
  const room = w.client.open("r");
  room.phrase("any.thanks", undefined, { en: "Thank you.", ja: "ありがとうございます。" });
  await settle();
  expect(room.outbox.value[0]?.texts?.en).toBe("Thank you.");
  expect(w.last().of("send").at(-1)).toMatchObject({ body: { type: "phrase", phrase: "any.thanks" } });
  expect(JSON.stringify(w.last().of("send"))).not.toContain("Thank you.");
});

describe("what changes for me", () => {
  const lock = { seq: 6, kind: "room", by: null, at: AT, body: { locked: true } } as const;
  const mine = {
    seq: 6,
    kind: "role",
    by: null,
    at: AT,
    body: { user: "ann", role: "member", name: "Ann" },
  } as const;
  const dispute = {
    seq: 6,
    kind: "activity",
    by: null,
    at: AT,
    body: { type: "dispute", reopened: true },
  } as const;
  it.each([
    ["the lock", lock, 1],
    ["my role", mine, 1],
    ["a dispute that opens the room", dispute, 1],
    ["another's role", { ...mine, body: { ...mine.body, user: "ken" } }, 0],
  ] as const)("%s: asked for again %#", async (_, entry, times) => {
    const w = await inRoom();
    const before = w.last().of("join").length;
    w.last().hear({ t: "entries", room: "r", entries: [entry] });
    expect(w.last().of("join").length - before).toBe(times);
  });
});

it("a page that is hidden is away, on every socket until it is seen again", async () => {
  const w = await inRoom();
  w.page.tell("hidden");
  w.last().close(1006);
  await w.clock.pass(500);
  await greet(w);
  expect(w.last().of("presence")).toEqual([{ t: "presence", state: "away" }]);
  w.page.tell("visible");
  expect(w.last().of("presence").at(-1)).toEqual({ t: "presence", state: "online" });
});
