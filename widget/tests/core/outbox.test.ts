/** The outbox: oldest first, at the server's pace, never twice, never silently lost. */
import { describe, expect, it } from "vitest";
import * as outbox from "../../src/core/outbox";
import { join, toKeep } from "../../src/core/shared";
import type { ErrorCode, Write } from "../../src/core/wire";

const send = (text: string, room = "r"): Write => ({ t: "send", room, body: { type: "text", text } });
const NOTHING = { gone: new Set<string>(), saving: new Set<string>() };
const cidOf = (i: number): string => `cid-${String(i).padStart(4, "0")}`;
function boxOf(count: number, room = "r"): outbox.Outbox {
  let box = outbox.EMPTY;
  for (let i = 0; i < count; i += 1)
    box = outbox.enqueue(box, { cid: cidOf(i), command: send(`${i}`, room), at: i }) ?? box;
  return box;
}
const dispatchAll = (box: outbox.Outbox, now = 0): outbox.Outbox =>
  outbox.due(box, now).reduce((next, item, i) => outbox.dispatched(next, item.cid, i + 1), box);
const ack = (i: number, seq: number) => ({ t: "ack", room: "r", cid: cidOf(i), seq, at: "t" }) as const;

describe("pace", () => {
  it("keeps a bounded number of rooms under way, oldest first", () => {
    const items = boxOf(25).items.map((item, i) => ({ ...item, command: send("x", `r${i}`) }));
    const rooms = { ...outbox.EMPTY, items };
    const due = outbox.due(rooms, 0);
    expect(due.map((item) => item.cid)).toEqual(Array.from({ length: outbox.WIDTH }, (_, i) => cidOf(i)));
    expect(outbox.due(dispatchAll(rooms), 0)).toEqual([]);
  });
  it("one a room: the next leaves when the one before it was answered", () => {
    const box = dispatchAll(boxOf(25));
    expect(outbox.due(box, 0)).toEqual([]);
    expect(outbox.due(outbox.acknowledged(box, ack(0, 9)), 0).map((item) => item.cid)).toEqual([cidOf(1)]);
  });
  it("a wait of more than a minute fails, with the time to try again, and holds nothing else up", () => {
    const asked = { t: "error", ref: 1, code: "rate_limited", message: "" } as const;
    const now = 100;
    const patient = outbox.refused(dispatchAll(boxOf(2)), { ...asked, retry_after_ms: 60_000 }, now);
    expect([patient.items[0]?.state, patient.pausedUntil]).toEqual(["sending", 60_100]);
    const told = outbox.refused(dispatchAll(boxOf(2)), { ...asked, retry_after_ms: 60_001 }, now);
    expect(told.items[0]).toMatchObject({ state: "failed", reason: "rate_limited", retryAt: 60_101 });
    expect(outbox.due(told, now).map((item) => item.cid)).toEqual([cidOf(1)]);
    const [again] = outbox.retry(told, cidOf(0)).items;
    expect([again?.state, again?.reason, again?.retryAt]).toEqual(["sending", undefined, undefined]);
  });
  it("rate_limited: waits as long as the server says, then one at a time, in the old order", () => {
    const refused = outbox.refused(
      dispatchAll(boxOf(3)),
      { t: "error", ref: 1, code: "rate_limited", message: "", retry_after_ms: 700 },
      100,
    );
    expect(outbox.due(refused, 799)).toEqual([]);
    const rest = [2, 3].reduce(
      (box, ref) =>
        outbox.refused(box, { t: "error", ref, code: "rate_limited", message: "", retry_after_ms: 700 }, 100),
      refused,
    );
    expect(outbox.due(rest, 800).map((item) => item.cid)).toEqual([cidOf(0)]);
    expect(rest.items.every((item) => item.state === "sending")).toBe(true);
  });
  it("is quick again when the queue was emptied", () => {
    const slow = outbox.refused(
      dispatchAll(boxOf(1)),
      { t: "error", ref: 1, code: "rate_limited", message: "", retry_after_ms: 1 },
      0,
    );
    expect(slow.width).toBe(1);
    expect(outbox.acknowledged(dispatchAll(slow, 10), ack(0, 4)).width).toBe(outbox.WIDTH);
  });
  it("trouble inside the server waits longer each time", () => {
    const error = { t: "error", ref: 1, code: "unavailable", message: "" } as const;
    const once = outbox.refused(dispatchAll(boxOf(1)), error, 0);
    const twice = outbox.refused(dispatchAll(once, 1_000), error, 1_000);
    expect([once.pausedUntil, twice.pausedUntil]).toEqual([1_000, 3_000]);
  });
});

describe("refusals", () => {
  const refuse = (code: ErrorCode) =>
    outbox.refused(dispatchAll(boxOf(2)), { t: "error", ref: 1, code, message: "" }, 0);
  it.each<ErrorCode>(["forbidden", "room_locked", "not_found", "too_large", "bad_field", "cid_reused"])(
    "%s fails visibly",
    (code) => {
      expect(refuse(code).items[0]).toMatchObject({ state: "failed", reason: code });
      expect(refuse(code).items[1]).toMatchObject({ state: "sending" });
    },
  );
  it("unauthenticated keeps it for the next token", () => {
    expect(refuse("unauthenticated").items[0]).toMatchObject({ state: "sending", ref: null });
  });
  it("a refusal of something else changes nothing", () => {
    const box = dispatchAll(boxOf(1));
    expect(outbox.refused(box, { t: "error", ref: 77, code: "forbidden", message: "" }, 0)).toBe(box);
    expect(
      outbox.refused(boxOf(1), { t: "error", code: "bad_message", message: "" }, 0).items[0]?.state,
    ).toBe("sending");
  });
  it("retry keeps the cid", () => {
    const again = outbox.retry(refuse("forbidden"), cidOf(0));
    expect(again.items[0]).toMatchObject({ cid: cidOf(0), state: "sending" });
    expect(again.items[0]).not.toHaveProperty("reason");
  });
});

describe("the end of an item", () => {
  it("a socket that broke puts everything back", () => {
    const box = outbox.interrupted(dispatchAll(boxOf(3)));
    expect(outbox.due(box, 0).map((item) => item.cid)).toEqual([cidOf(0)]);
    expect(outbox.underWay(box)).toBe(false);
  });
  it("ack first, then the entry", () => {
    const sent = outbox.acknowledged(dispatchAll(boxOf(2)), ack(0, 7));
    expect(sent.items[0]).toMatchObject({ state: "sent", seq: 7 });
    expect(outbox.settle(sent, "r", 6, new Set()).items).toHaveLength(2);
    expect(outbox.settle(sent, "r", 7, new Set()).items.map((item) => item.cid)).toEqual([cidOf(1)]);
  });
  it("the entry first (the ack was lost): it is not said again", () => {
    expect(outbox.settle(dispatchAll(boxOf(1)), "r", 7, new Set([cidOf(0)])).items).toEqual([]);
  });
  it("an ack that comes after its entry, or for a room that is not shown, leaves nothing behind", () => {
    expect(outbox.acknowledged(dispatchAll(boxOf(1)), ack(0, 7), 7).items).toEqual([]);
    expect(outbox.acknowledged(dispatchAll(boxOf(1)), ack(0, 7), null).items).toEqual([]);
    expect(outbox.acknowledged(dispatchAll(boxOf(1)), ack(0, 7), 6).items).toMatchObject([{ state: "sent" }]);
  });
  it("a double ack is harmless", () => {
    const once = outbox.acknowledged(dispatchAll(boxOf(1)), ack(0, 7));
    expect(outbox.acknowledged(once, ack(0, 7)).items).toEqual(once.items);
    expect(outbox.acknowledged(outbox.settle(once, "r", 7, new Set()), ack(0, 7)).items).toEqual([]);
  });
  it("leaving a room fails what waits there, with the reason, and nothing elsewhere", () => {
    const both = {
      ...boxOf(1),
      items: [...boxOf(1).items, ...boxOf(1, "other").items.map((item) => ({ ...item, cid: "elsewhere" }))],
    };
    expect(outbox.failRoom(both, "r", "replaced").items.map((item) => item.state)).toEqual([
      "failed",
      "sending",
    ]);
  });
});

describe("bounds and survival", () => {
  it("refuses what does not fit", () => {
    expect(
      outbox.enqueue(boxOf(outbox.MAX_UNSENT), { cid: "one-more", command: send("x"), at: 0 }),
    ).toBeNull();
  });
  it("survives a reload without references of the old socket", () => {
    const kept = dispatchAll(boxOf(2)).items.map(toKeep);
    const items = join([], JSON.parse(JSON.stringify(kept)) as typeof kept, NOTHING);
    expect(items.map((item) => [item.cid, item.ref])).toEqual([
      [cidOf(0), null],
      [cidOf(1), null],
    ]);
  });
});
