/** Keys of a room by somebody who is faster than the server: each has its turn, and what is not done is told. */

import { readFileSync } from "node:fs";
import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emptyState } from "../../src/core/state";
import { Actions } from "../../src/desk/keys/actions";
import { roomKeys } from "../../src/desk/room/acts";
import { Case } from "../../src/desk/room/case";
import { undoneText, whyText } from "../../src/desk/room/why";
import { makeWords } from "../../src/ui/words";

const WORDS = makeWords("en", JSON.parse(readFileSync("lang/en.json", "utf8")));
const LANE = { room: "lane", audience: "staff", participants: [], last_seq: 0 };
const TENDED = { agent: null, state: null, team: null, priority: null, labels: [], needs: [], hold: null };
const OBSERVES = { user: "s_ada", role: "agent", observer: true, can: [] };

/** A request that the server has not answered yet. */
interface Asked {
  readonly what: string;
  answer(status: number, body: object): Promise<void>;
}

const asked: Asked[] = [];
const settled = () => vi.advanceTimersByTimeAsync(1);

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  vi.stubGlobal("Element", class {});
  vi.stubGlobal("document", { querySelector: () => null });
  vi.stubGlobal("requestAnimationFrame", (act: () => void) => act());
  vi.stubGlobal("fetch", (url: string, { method, body }: { method: string; body?: string }) => {
    const path = new URL(url).pathname.replace("/v1/", "");
    return new Promise((tell) => {
      asked.push({
        what: [method, path, body && Object.values(JSON.parse(body)).join()].filter(Boolean).join(" "),
        answer: async (status, told) => {
          tell(new Response(JSON.stringify(told), { status }));
          await settled();
        },
      });
    });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function pretended(id: string) {
  const status = signal({ phase: "loading", why: null as string | null });
  const [notice, close] = [() => undefined, vi.fn()];
  return { id, status, state: signal(emptyState(id)), feed: { high: 0 }, notice, close };
}

function desk() {
  const [room, lane] = [pretended("order"), pretended("lane")];
  const client = {
    url: "http://shop.example",
    tokens: { next: async () => "token" },
    connection: signal({ phase: "online" }),
    open: (id: string) => (id === "lane" ? lane : room),
  };
  const me = { user: "s_ada", name: "Ada", can: [] };
  const office = {
    client,
    me,
    words: WORDS,
    colleagues: { value: [], need: () => undefined },
    nameOf: String,
  };
  const [said, ended, focus] = [vi.fn(), vi.fn(), vi.fn()];
  const held = new Case(office as never, "order", ended, (one) => said(undoneText(one)));
  const actions = new Actions(() => 0);
  actions.register(roomKeys(held, WORDS, focus));
  const press = (key: string, more: object = {}): void => {
    const none = {
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      isComposing: false,
      defaultPrevented: false,
    };
    actions.press({ key, ...none, target: null, preventDefault: () => undefined, ...more } as never);
  };
  const you = (told: object): void => {
    room.state.value = { ...room.state.value, you: told as never };
  };
  /** The staff lane tells what was done. */
  const tells = async (seq: number, body: object): Promise<void> => {
    lane.feed = { high: seq };
    const one = { kind: "desk", seq, by: "s_ada", at: "2026-11-20T10:00:00.000Z", body };
    lane.state.value = { ...lane.state.value, items: [...lane.state.value.items, one as never] };
    await settled();
  };
  const opens = async (tended: object = {}): Promise<void> => {
    room.state.value = { ...room.state.value, lanes: [LANE as never], status: "open" };
    you(OBSERVES);
    lane.status.value = { phase: "ready", why: null };
    await settled();
    for (const one of asked.splice(0)) await one.answer(200, { ...TENDED, ...tended });
  };
  return { held, room, press, opens, you, tells, leave: held.show(), said, ended, focus };
}

const open = () => asked.map(({ what }) => what);
const taken = { act: "assigned", agent: "s_ada", state: "assigned" };

it("what is pressed while another act is under way is done after it, in its order", async () => {
  const { press, opens, tells, room, held } = desk();
  await opens();
  for (const key of "tpe") press(key);
  await settled();
  expect(open()).toEqual(["POST desk/rooms/order/acts assign"]);
  await asked[0]?.answer(201, { seq: 4 });
  // It is done once it shows: what comes next is about what it became.
  expect(open()).toHaveLength(1);
  await tells(4, taken);
  expect(open().slice(1)).toEqual(["POST desk/rooms/order/acts mark,low"]);
  await asked[1]?.answer(201, { seq: 5 });
  await tells(5, { act: "marked", priority: "low" });
  expect(open().slice(2)).toEqual(["PATCH rooms/order resolved"]);
  await asked[2]?.answer(200, {});
  room.state.value = { ...room.state.value, status: "resolved" };
  await settled();
  expect([held.busy.value, held.refused.value]).toEqual([false, null]);
});

it("a key means what it means in its turn", async () => {
  const { press, opens, you } = desk();
  await opens();
  press("i");
  press("i");
  await settled();
  await asked[0]?.answer(200, {});
  you({ ...OBSERVES, observer: false });
  await settled();
  expect(open()).toEqual([
    "PUT rooms/order/participants/s_ada agent,Ada",
    "DELETE rooms/order/participants/s_ada",
  ]);
});

it("a key that is held down is pressed once", async () => {
  const { press, opens } = desk();
  await opens();
  press("e");
  press("e", { repeat: true });
  await settled();
  await asked[0]?.answer(200, {});
  await vi.advanceTimersByTimeAsync(10_000);
  expect(open()).toEqual(["PATCH rooms/order resolved"]);
});

it("before the room is known a key waits for it", async () => {
  const { press, opens } = desk();
  press("t");
  await vi.advanceTimersByTimeAsync(9_000);
  expect(open()).toEqual([]);
  await opens();
  await settled();
  expect(open()).toEqual(["POST desk/rooms/order/acts assign"]);
});

it("and is told not to be done where one leaves before, or the room stays away", async () => {
  const first = desk();
  first.press("t");
  first.press("e");
  first.leave();
  await settled();
  expect(first.said.mock.calls).toEqual([
    ["order: Not done: you left before the room was there. What you pressed after it was not done either."],
  ]);
  const second = desk();
  second.press("t");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(whyText(second.held)).toContain("there is no connection");
  expect(open()).toEqual([]);
});

it("after one that was refused nothing goes on, and that is told", async () => {
  const { press, opens, held } = desk();
  await opens();
  for (const key of "tpe") press(key);
  await settled();
  await asked[0]?.answer(403, { code: "forbidden" });
  expect(open()).toHaveLength(1);
  expect(whyText(held)).toBe(
    "Your role does not allow that. A supervisor can do it. What you pressed after it was not done either.",
  );
  press("p");
  await settled();
  expect([open()[1], whyText(held)]).toEqual(["POST desk/rooms/order/acts mark,low", ""]);
});

it("what means nothing any more in its turn is told, too", async () => {
  const { press, opens, tells, held } = desk();
  await opens();
  press("t");
  press("t");
  await settled();
  await asked[0]?.answer(201, { seq: 4 });
  await tells(4, taken);
  expect(open()).toHaveLength(1);
  expect(whyText(held)).toContain("as the room stands now");
});

it("no more than a dozen wait", async () => {
  const { press, opens, held } = desk();
  await opens();
  for (const key of "p".repeat(12)) press(key);
  await settled();
  expect(whyText(held)).toBe("");
  press("e");
  await settled();
  expect(whyText(held)).toContain("Too much at once");
});

it("a window opens at once, and the way to the box is never waited for", async () => {
  const { press, opens, held, focus } = desk();
  press("n");
  expect([held.audience.value, focus.mock.calls.length]).toEqual(["staff", 1]);
  await opens();
  press("p");
  press("z");
  expect(held.question.value).toEqual({ what: "snooze" });
  press("i");
  press("r");
  await settled();
  expect([held.coming.value, held.audience.value, focus.mock.calls.length]).toEqual([true, "all", 2]);
});

it("what is under way as one leaves is still done; that it was not is told wherever one is", async () => {
  const { press, opens, tells, leave, said, ended, room } = desk();
  await opens();
  press("t");
  press("e");
  leave();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(ended).not.toHaveBeenCalled();
  await asked[0]?.answer(201, { seq: 4 });
  await tells(4, taken);
  await asked[1]?.answer(409, { code: "forbidden" });
  expect(said.mock.calls[0]?.[0]).toContain("order: Your role does not allow that");
  expect([ended.mock.calls.length, room.close.mock.calls.length]).toEqual([1, 1]);
});
