/** Everything that depends on time, as tables of numbers: typing, heartbeat, backoff, receipts, close codes. */
import { describe, expect, it } from "vitest";
import { backoffMs } from "../../src/core/backoff";
import { afterClose } from "../../src/core/closes";
import * as heartbeat from "../../src/core/heartbeat";
import { makeCid } from "../../src/core/ids";
import { hasNews, saw, tellIn, told, UNSEEN } from "../../src/core/seen";
import * as typing from "../../src/core/typing";

describe("typing", () => {
  it("leaves the reader out and expires by itself", () => {
    const list = typing.typingTold(["ann", "ken"], 2, "ann", 1_000);
    expect(list.users).toEqual(["ken"]);
    expect(typing.typingAt(list, 6_999)).toBe(list);
    expect(typing.typingAt(list, 7_000)).toBe(typing.NOBODY);
  });
  it("ends with a message of theirs", () => {
    const list = typing.typingTold(["ken", "mei"], 2, "ann", 0);
    expect(typing.typingWithout(list, "ken").users).toEqual(["mei"]);
    expect(typing.typingWithout(typing.typingTold(["ken"], 1, "ann", 0), "ken")).toBe(typing.NOBODY);
  });
  it("counts those beyond the names", () =>
    expect(typing.typingTold(["a", "b", "c"], 12, "me", 0).more).toBe(9));
  const own = (on: boolean, at: number): typing.OwnTyping => ({ on, at });
  it.each([
    ["the first key", typing.SILENT, true, 0, true],
    ["again within 3 s", own(true, 0), true, 2_999, false],
    ["again after 3 s", own(true, 0), true, 3_000, true],
    ["stop, while they believe it", own(true, 0), false, 1_000, true],
    ["stop, long after", own(true, 0), false, 6_000, false],
    ["stop without start", typing.SILENT, false, 0, false],
    ["on again right after a stop", own(false, 1_000), true, 1_500, false],
  ] as const)("%s", (_, said, on, now, tell) => expect(typing.tellTyping(said, on, now)).toBe(tell));
});

describe("heartbeat", () => {
  const fresh = heartbeat.newPulse(20, 0);
  it.each([
    ["quiet, within 45 s", fresh, 44_999, "fine"],
    ["quiet for 45 s", fresh, 45_000, "dead"],
    ["a command waits 3.9 s", heartbeat.commandSent(fresh, 0), 3_999, "fine"],
    ["a command waits 4 s", heartbeat.commandSent(fresh, 0), 4_000, "ask"],
    ["asked, 3.9 s ago", heartbeat.asked(heartbeat.commandSent(fresh, 0), 4_000), 7_999, "fine"],
    [
      "asked, 4 s ago: dead within 9 s of the send",
      heartbeat.asked(heartbeat.commandSent(fresh, 0), 4_000),
      8_000,
      "dead",
    ],
  ] as const)("%s", (_, pulse, now, verdict) => expect(heartbeat.judge(pulse, now)).toBe(verdict));

  it("anything heard is life, and the waiting begins anew", () => {
    const asked = heartbeat.asked(heartbeat.commandSent(fresh, 0), 4_000);
    const alive = heartbeat.heard(asked, 5_000, true);
    expect(heartbeat.judge(alive, 8_999)).toBe("fine");
    expect(heartbeat.judge(alive, 9_000)).toBe("ask");
  });
  it("asking twice does not put off the end", () => {
    const asked = heartbeat.asked(heartbeat.asked(fresh, 1_000), 3_000);
    expect(heartbeat.judge(asked, 5_000)).toBe("dead");
  });
  it("looks when something can have changed", () => {
    expect(heartbeat.nextLook(fresh)).toBe(45_000);
    expect(heartbeat.nextLook(heartbeat.commandSent(fresh, 1_000))).toBe(5_000);
    expect(heartbeat.nextLook(heartbeat.asked(fresh, 2_000))).toBe(6_000);
    expect(heartbeat.nextLook(heartbeat.commandAnswered(heartbeat.commandSent(fresh, 0), false, 1))).toBe(
      45_000,
    );
  });
  it("a ping without a pong ends it after 8 s, whatever else still comes", () => {
    const deaf = heartbeat.heard(heartbeat.asked(fresh, 1_000), 2_000, false);
    expect(heartbeat.nextLook(deaf)).toBe(9_000);
    expect([heartbeat.judge(deaf, 8_999), heartbeat.judge(deaf, 9_000)]).toEqual(["fine", "dead"]);
  });
  it("notices a clock that jumped", () =>
    expect([heartbeat.jumped(1_000, 6_000), heartbeat.jumped(1_000, 6_001)]).toEqual([false, true]));
});

describe("backoff", () => {
  it.each([
    [0, 0.999999, 500],
    [1, 0.999999, 1_000],
    [5, 0.999999, 16_000],
    [6, 0.999999, 30_000],
    [400, 0.999999, 30_000],
    [6, 0, 0],
    [6, 0.5, 15_000],
  ])("attempt %i with dice %d waits %i ms", (attempt, dice, ms) => expect(backoffMs(attempt, dice)).toBe(ms));
});

describe("seen", () => {
  it("tells at once, then at most once per 500 ms", () => {
    const first = saw(UNSEEN, 4, 0);
    expect(tellIn(first, 1_000)).toBe(0);
    const after = saw(told(first, 1_000), 5, 5);
    expect([tellIn(after, 1_000), tellIn(after, 1_400), tellIn(after, 1_500)]).toEqual([500, 100, 0]);
  });
  it("has nothing to tell twice, and never goes back", () => {
    const done = told(saw(UNSEEN, 4, 4), 0);
    expect(hasNews(saw(done, 3, 2))).toBe(false);
    expect(saw(done, 3, 2)).toMatchObject({ delivered: 4, read: 4 });
  });
  it("reading implies having", () => expect(saw(UNSEEN, 0, 7)).toMatchObject({ delivered: 7, read: 7 }));
});

describe("close codes", () => {
  it.each([
    [1000, "reconnect"],
    [1001, "reconnect"],
    [1006, "reconnect"],
    [1011, "reconnect"],
    [1012, "reconnect"],
    [4408, "reconnect"],
    [4508, "reconnect"],
    [4999, "reconnect"],
    [4409, "resumed-elsewhere"],
    [4429, "slow-down"],
    [4401, "token"],
    [1002, "stop"],
    [1007, "stop"],
    [1009, "stop"],
    [4400, "stop"],
    [4403, "stop"],
  ] as const)("%i: %s", (code, what) => expect(afterClose(code)).toBe(what));
});

describe("cid", () => {
  it("is 26 characters of the allowed ones and sorts by time", () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i * 17);
    const early = makeCid(1_700_000_000_000, bytes);
    expect(early).toMatch(/^[A-Za-z0-9_-]{26}$/);
    expect(early < makeCid(1_700_000_000_001, bytes)).toBe(true);
  });
});
