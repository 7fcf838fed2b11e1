/** The till: what waits, in which order, when it sounds, which words a card reads, what its keys say. */
import { describe, expect, it } from "vitest";
import { emptyState, type Message, type RoomState } from "../../src/core/state";
import { Bell } from "../../src/ui/till/bell";
import { addedBy, tillKeys } from "../../src/ui/till/keys";
import { AGAIN_MS, heardBy, rings } from "../../src/ui/till/ringing";
import {
  arranged,
  isSame,
  type Place,
  readTo,
  type Standing,
  shownOf,
  standingOf,
} from "../../src/ui/till/standing";

const at = (seq: number): string => `2026-11-21T19:${String(seq).padStart(2, "0")}:00.000Z`;
const says = (seq: number, by: string | null, more: object = {}): Message =>
  ({ seq, kind: "message", by, at: at(seq), body: { type: "text", text: "…" }, ...more }) as Message;
const asks = (seq: number, more: object = {}): Message =>
  says(seq, "ann", { body: { type: "request", change: "note", note: "no onions" }, ...more });
const born = { seq: 1, kind: "room", by: null, at: at(1), body: {} } as unknown as Message;

const ROLES = { ann: "customer", ken: "driver", mia: "merchant", rie: "merchant", mei: "agent", b_1: "bot" };
const people = new Map(
  Object.entries(ROLES).map(([user, role]) => [user, { name: user, role }]),
) as RoomState["people"];

function room(items: readonly Message[], more: Partial<RoomState> = {}): RoomState {
  return { ...emptyState("a"), people, stage: "accepted", items: [born, ...items], ...more };
}
const place = (...args: Parameters<typeof room>): Place => standingOf(room(...args), "mia").place;

describe("an order waits for the shop", () => {
  it("while it is new and the shop has said nothing", () => {
    expect(standingOf(room([], { stage: "placed" }), "mia")).toMatchObject({
      place: "waiting",
      fresh: true,
      since: at(1),
    });
    expect(place([says(2, "mia")], { stage: "placed" })).toBe("open");
    expect(place([])).toBe("open");
  });
  it("since the first word that it has not answered", () =>
    expect(standingOf(room([says(2, "mia"), says(3, "ann"), says(4, "ken")]), "mia")).toMatchObject({
      ...{ place: "waiting", since: at(3), seq: 4, fresh: false },
    }));
  it.each<[string, Message[], Place]>([
    ["its own word is the last", [says(2, "ann"), says(3, "mia")], "open"],
    ["a colleague's word is the last", [says(2, "ann"), says(3, "rie")], "open"],
    ["a bot's word is the last", [says(2, "b_1")], "open"],
    ["the host's word is the last", [says(2, null)], "open"],
    ["it has put its thumb up", [says(2, "ann", { reactions: { "👍": ["mia"] } })], "open"],
    ["another has put a thumb up", [says(2, "ann", { reactions: { "👍": ["ken"] } })], "waiting"],
    ["the word was erased", [says(2, "ann", { redacted: { by: "ann", at: at(3) } })], "open"],
    ["a request stands, whatever was said since", [asks(2), says(3, "mia")], "waiting"],
    ["the request was answered", [asks(2, { answer: { accepted: true, by: "rie", at: at(3) } })], "open"],
  ])("or not: %s", (_, items, expected) => expect(place(items)).toBe(expected));
  it("once it is on its way, only for what turns to the shop", () => {
    const gone = { stage: "picked_up" };
    expect(place([says(2, "ann"), says(3, "ken")], gone)).toBe("open");
    expect(place([says(2, "mei")], gone)).toBe("waiting");
    expect(place([says(2, "mia"), says(3, "ann", { reply_to: 2 })], gone)).toBe("waiting");
    expect(place([asks(2)], gone)).toBe("waiting");
  });
  it("no more when it is over", () => {
    for (const over of [{ stage: "delivered" }, { locked: true }, { status: "resolved" as const }])
      expect(place([says(2, "ann")], over)).toBe("done");
  });
});

const standing = (at: Place, since: string): Standing => ({
  place: at,
  since,
  fresh: false,
  seq: 1,
  requests: [],
});

it("the longest waiting is first, what is done last, the latest of it first", () => {
  const all = [
    { room: "d1", standing: standing("done", "1") },
    { room: "d2", standing: standing("done", "2") },
    { room: "o", standing: standing("open", "0") },
    { room: "w2", standing: standing("waiting", "5") },
    { room: "w1", standing: standing("waiting", "4") },
  ];
  expect(arranged(all).map((one) => one.room)).toEqual(["w1", "w2", "o", "d2", "d1"]);
  expect(isSame(standing("open", "1"), standing("open", "1"))).toBe(true);
  expect(isSame(standing("open", "1"), standing("waiting", "1"))).toBe(false);
});

describe("the sound", () => {
  const waits = [{ room: "a", seq: 3 }];
  it("repeats until somebody touches the page, and comes again for newer words", () => {
    expect(rings([], new Map(), 0)).toBe(false);
    expect(rings(waits, new Map(), 0)).toBe(true);
    const heard = heardBy(waits, 1_000);
    expect(rings(waits, heard, 1_000)).toBe(false);
    expect(rings([{ room: "a", seq: 4 }], heard, 1_000)).toBe(true);
    expect(rings([...waits, { room: "b", seq: 1 }], heard, 1_000)).toBe(true);
  });
  it("comes again for what is left lying", () => {
    const heard = heardBy(waits, 1_000);
    expect(rings(waits, heard, 1_000 + AGAIN_MS - 1)).toBe(false);
    expect(rings(waits, heard, 1_000 + AGAIN_MS)).toBe(true);
  });
  it("says that it is blocked, until the browser lets it sound", () => {
    const audio = {
      state: "suspended",
      resume: async () => undefined,
      close: async () => undefined,
      onstatechange: () => undefined,
    };
    const bell = new Bell(() => audio as unknown as AudioContext);
    expect(bell.state.value).toBe("off");
    bell.start();
    expect(bell.state.value).toBe("blocked");
    audio.state = "running";
    audio.onstatechange();
    expect(bell.state.value).toBe("on");
    bell.stop();
    expect(bell.state.value).toBe("off");
  });
  it("is blocked where there is none", () => {
    const bell = new Bell(() => {
      throw new Error("no sound");
    });
    bell.start();
    expect(bell.state.value).toBe("blocked");
  });
});

describe("a card", () => {
  const items = [says(1, "ann"), says(2, "ann"), says(3, "ann"), says(4, "ann")];
  it("shows what is not read, at most three, else the last", () => {
    expect(shownOf(items, 0).map(({ seq }) => seq)).toEqual([4]);
    expect(shownOf(items, 2).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(shownOf(items, 4).map(({ seq }) => seq)).toEqual([2, 3, 4]);
  });
  it("reads only when everything that is not read stands on it", () => {
    expect(readTo(shownOf(items, 3), 3, false)).toBe(4);
    expect(readTo(shownOf(items, 4), 4, false)).toBeNull();
    expect(readTo(shownOf(items, 1), 1, true)).toBeNull();
    expect(readTo([], 0, false)).toBeNull();
  });
});

describe("its keys", () => {
  const phrase = (id: string, params: string[] = []) => ({ id, params, texts: { en: id } });
  const all = [
    phrase("own"),
    phrase("merchant.ready"),
    phrase("merchant.call_me"),
    phrase("merchant.plus_minutes", ["minutes"]),
    phrase("merchant.sold_out"),
  ];
  it("are the four of the shop, then the operator's, one a phrase", () => {
    const ids = (some: typeof all): string[] => tillKeys(some, "placed", 0).map(({ id }) => id);
    expect(ids(all)).toEqual([
      "merchant.plus_minutes",
      "merchant.ready",
      "merchant.sold_out",
      "merchant.call_me",
    ]);
    expect(ids(all.slice(0, 2))).toEqual(["merchant.ready", "own"]);
  });
  it("promise more minutes while the shop is busy, and no longer", () => {
    const busy = { minutes: 15, until: at(30) };
    const promised = (now: number) => tillKeys(all, "placed", addedBy(busy, now))[0]?.params?.minutes;
    expect(promised(Date.parse(at(30)) - 1)).toBe(25);
    expect(promised(Date.parse(at(30)))).toBe(10);
    expect(addedBy(null, 0)).toBe(0);
  });
});
