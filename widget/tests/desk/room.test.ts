/** A room at the desk: what the staff lane tells, who has the room, what is named at the caret, canned responses. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DeskEntry } from "../../src/core/generated-entries";
import type { Item } from "../../src/core/state";
import type { Participant } from "../../src/core/wire";
import { nextPriority } from "../../src/desk/room/acts";
import { filled, languageOf, openSlots, variantOf } from "../../src/desk/room/canned";
import { matching, mentionsIn, named, namingAt } from "../../src/desk/room/completing";
import { deskLine } from "../../src/desk/room/desklines";
import { Drafts, forgetDrafts } from "../../src/desk/room/drafts";
import { keyText } from "../../src/desk/room/keys";
import { localMoment, momentOf, presetsAt, secondsLeft, whenText } from "../../src/desk/room/moments";
import { reachOf } from "../../src/desk/room/reach";
import { stepped } from "../../src/desk/room/suggest";
import { standingOf, type Tended, tendedAfter } from "../../src/desk/room/tended";
import { buildRows } from "../../src/ui/rows";
import { makeWords } from "../../src/ui/words";

const strings = (lang: string) => JSON.parse(readFileSync(`lang/${lang}.json`, "utf8"));
const EN = makeWords("en", strings("en"));
const JA = makeWords("ja", strings("ja"));
const NOON = new Date(2026, 10, 20, 12, 0).getTime();
const NAMES: Record<string, string> = { s_mika: "Mika", s_ada: "Ada" };

const NOBODYS: Tended = {
  agent: null,
  state: null,
  since: null,
  until: null,
  sender: null,
  team: null,
  back_at: null,
  last: null,
  priority: null,
  labels: [],
  needs: [],
  hold: null,
  wake_at: null,
};

const desk = (seq: number, by: string | null, body: object, at = "2026-11-20T10:00:00.000Z"): Item =>
  ({ kind: "desk", seq, by, at, body }) as unknown as Item;
const message = (seq: number, by: string, text: string, minute: number): Item => ({
  kind: "message",
  seq,
  by,
  at: new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString(),
  body: { type: "text", text },
});

function line(by: string | null, body: object, words = EN): string {
  const nameOf = (user: string | null | undefined): string => NAMES[user ?? ""] ?? "Somebody";
  return deskLine({ by, body } as DeskEntry, { words, now: NOON, nameOf });
}

describe("the two logs in one", () => {
  const items = [message(1, "ann", "Where is it?", 0), message(2, "ann", "Hello?", 20)];
  const laneItems = [
    message(3, "s_ada", "She is a regular.", 10),
    desk(4, "s_mika", { act: "assigned", agent: "s_mika" }, "2026-11-20T10:15:00.000Z"),
    message(5, "s_ada", "Thanks", 30),
  ];
  const rows = buildRows({ items, laneItems, unsent: [], laneRoom: "lane", me: "s_mika", openedAt: 0 });

  it("stand in the order of their times, and what is staff's is marked so", () => {
    const told = rows.filter(({ t }) => t !== "day").map(({ key, lane }) => [key, lane]);
    expect(told).toEqual([
      ["e1", false],
      ["n3", true],
      ["n4", true],
      ["e2", false],
      ["n5", true],
    ]);
  });

  it("what the lane tells of itself is no news", () => {
    const born = {
      kind: "join",
      seq: 1,
      by: null,
      at: "2026-11-20T10:05:00.000Z",
      body: {},
    } as unknown as Item;
    const more = buildRows({ items, laneItems: [born], unsent: [], laneRoom: "lane", me: "", openedAt: 0 });
    expect(more.some(({ lane }) => lane)).toBe(false);
  });
});

describe("a line of the staff lane", () => {
  it.each([
    ["s_mika", { act: "assigned", agent: "s_mika" }, "Mika took the room"],
    ["s_ada", { act: "assigned", agent: "s_mika" }, "Ada gave the room to Mika"],
    [null, { act: "assigned", agent: "s_mika" }, "Mika has the room: they answered first"],
    [null, { act: "offered", agent: "s_mika" }, "Offered to Mika"],
    ["s_mika", { act: "declined", agent: null }, "Mika declined"],
    ["s_mika", { act: "declined", agent: "s_ada", state: "assigned" }, "Mika declined · back to Ada"],
    [null, { act: "lapsed", agent: null }, "Nobody answered in time"],
    ["s_ada", { act: "handed", team: "night", note: "hungry" }, "Ada handed over to team night: “hungry”"],
    ["s_ada", { act: "handed", agent: "s_mika" }, "Ada handed over to Mika"],
    ["s_ada", { act: "marked", priority: "high", labels: ["a", "b"] }, "Ada: priority high · labels a, b"],
    [
      "s_ada",
      { act: "marked", hold: "snoozed", wake_at: new Date(NOON).toISOString() },
      "Ada: snoozed until 12:00",
    ],
    ["s_ada", { act: "marked", hold: null, wake_at: null }, "Ada: no longer put off"],
    ["s_ada", { act: "marked", due_at: null }, "Ada: no follow-up"],
    ["s_ada", { act: "silenced", user: "s_mika" }, "Ada silenced Mika"],
    ["s_ada", { act: "sent_home" }, "Ada: sent home"],
  ])("%s %j", (by, body, text) => expect(line(by, body)).toBe(text));

  it("is said in Japanese", () => {
    expect(line("s_ada", { act: "handed", team: "夜", note: "急ぎ" }, JA)).toBe(
      "Adaがチーム 夜 に引き継ぎました：「急ぎ」",
    );
  });
});

describe("who has the room", () => {
  it("is what was told, and every act since, however often it is told", () => {
    const items = [
      desk(2, "s_mika", { act: "assigned", agent: "s_mika", state: "assigned" }),
      desk(3, "s_mika", { act: "marked", priority: "high", note: "x" }),
      desk(4, "s_mika", { act: "released", agent: null, state: null }),
    ];
    const now = tendedAfter(NOBODYS, 0, items);
    expect(now).toEqual({ ...NOBODYS, priority: "high" });
    expect(tendedAfter(now, 1, items)).toEqual(now);
    expect(tendedAfter(NOBODYS, 4, items)).toEqual(NOBODYS);
  });

  it.each([
    [{}, "nobody"],
    [{ team: "night" }, "team"],
    [{ agent: "me", state: "assigned" }, "mine"],
    [{ agent: "me", state: "offered" }, "asked"],
    [{ agent: "you", state: "assigned" }, "theirs"],
    [{ agent: "you", state: "offered" }, "offered"],
  ] as const)("%j is %s", (some, standing) => {
    expect(standingOf({ ...NOBODYS, ...some }, "me")).toBe(standing);
  });
});

describe("what is named at the caret", () => {
  it.each([
    ["/gre", "/", "gre"],
    ["Hello /", "/", ""],
    ["こんにちは／あい", "/", "あい"],
    ["please @Mi", "@", "Mi"],
    ["聞いて＠み", "@", "み"],
  ])("%s", (text, mark, word) => expect(namingAt(text, text.length)).toMatchObject({ mark, word }));

  it.each(["and/or", "https://x", "ann@shop", "/greet done", ""])("not in %s", (text) => {
    expect(namingAt(text, text.length)).toBeNull();
  });

  it("gives way to what it names, where the caret is", () => {
    const naming = namingAt("Hi /gr, bye", 6);
    expect(naming && named("Hi /gr, bye", naming, "Good day")).toEqual({
      text: "Hi Good day, bye",
      caret: 11,
    });
  });

  it("finds beginnings before middles", () => {
    expect(matching(["regret", "great", "other"], "gr", (one) => [one])).toEqual(["great", "regret"]);
  });

  it("a list is walked around", () => {
    expect([
      stepped("ArrowDown", 2, 3),
      stepped("ArrowUp", 0, 3),
      stepped("x", 0, 3),
      stepped("ArrowUp", 0, 0),
    ]).toEqual([0, 2, null, null]);
  });

  it("mentions the longest name that stands there, each once", () => {
    const staff = [
      { user: "s_1", name: "Mi" },
      { user: "s_2", name: "Mika" },
      { user: "s_3", name: "Ada" },
    ];
    expect(mentionsIn("@Mika and @Mika, not Ada", staff)).toEqual(["s_2"]);
    expect(mentionsIn("＠Mi と @Ada", staff).sort()).toEqual(["s_1", "s_3"]);
  });
});

describe("a canned response", () => {
  const one = {
    code: "late",
    title: "Late",
    texts: { en: "Sorry {{customer}}", ja: "{{ customer }}さん、{{eta}}" },
  };

  it("is said in the customer's language, else in whichever there is", () => {
    expect(variantOf(one, ["ja", "en"])).toContain("さん");
    expect(variantOf(one, ["fr", "en"])).toBe("Sorry {{customer}}");
    expect(variantOf({ ...one, texts: { ja: "はい" } }, ["en"])).toBe("はい");
  });

  it("fills in what is known and marks the rest", () => {
    const text = filled(variantOf(one, ["ja"]), { customer: "Ann" });
    expect(text).toBe("Annさん、{{eta}}");
    expect(openSlots(text)).toEqual(["{{eta}}"]);
  });

  it.each([
    [["language:ja"], null, ["Hello there"], "ja"],
    [[], { language: "ja-JP" }, [], "ja"],
    [[], null, ["Hello there", "ラーメンはどこですか"], "ja"],
    [[], null, ["ラーメン", "Where is it?"], "en"],
    [[], null, ["1042?"], null],
  ])("knows who reads %j %j %j: %s", (needs, metadata, said, lang) => {
    expect(languageOf({ needs, metadata, said })).toBe(lang);
  });
});

describe("times to come", () => {
  it("presets are later than now, and mornings are mornings", () => {
    expect(momentOf("soon", NOON)).toBe(NOON + 20 * 60_000);
    expect(new Date(momentOf("tomorrow", NOON))).toEqual(new Date(2026, 10, 21, 9));
    expect(new Date(momentOf("monday", NOON))).toEqual(new Date(2026, 10, 23, 9));
    const monday = new Date(2026, 10, 23, 8).getTime();
    expect(new Date(momentOf("monday", monday))).toEqual(new Date(2026, 10, 30, 9));
  });

  it("on a Sunday one morning is not offered twice", () => {
    const sunday = new Date(2026, 10, 22, 12).getTime();
    expect(presetsAt(NOON)).toContain("monday");
    expect(presetsAt(sunday)).toEqual(["soon", "hour", "later", "tomorrow"]);
  });

  it("are said with their day when it is another", () => {
    expect(whenText(NOON + 60_000, EN, NOON)).toBe("12:01");
    expect(whenText(NOON + 86_400_000, EN, NOON)).toBe("Sat, Nov 21 12:00");
  });

  it("what is left of an offer is said in tens", () => {
    const until = new Date(NOON + 42_000).toISOString();
    expect([secondsLeft(until, NOON), secondsLeft(until, NOON + 60_000), secondsLeft(null, NOON)]).toEqual([
      50, 0, 0,
    ]);
  });

  it("a field that is empty is no time", () => {
    expect(localMoment("")).toBeNull();
    expect(localMoment("2026-11-20T12:00")).toBe(NOON);
  });
});

it("a person's reach counts what others wrote since they came", () => {
  const items = [
    message(1, "bob", "a", 0),
    message(3, "bob", "b", 1),
    message(4, "ann", "c", 2),
    message(5, "bob", "d", 3),
  ];
  const ann = { user: "ann", joined_seq: 2, delivered: 5, read: 3 } as Participant;
  expect(reachOf(ann, items)).toEqual({ mark: "delivered", unread: 1 });
  expect(reachOf({ ...ann, read: 5 }, items)).toEqual({ mark: "read", unread: 0 });
  expect(reachOf({ ...ann, delivered: 3 }, items)).toEqual({ mark: "sent", unread: 1 });
});

it("a draft is one person's, one room's and one audience's", () => {
  const held = new Map<string, string>();
  const store = {
    get length() {
      return held.size;
    },
    key: (at: number) => [...held.keys()][at] ?? null,
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, text: string) => void held.set(name, text),
    removeItem: (name: string) => void held.delete(name),
  } as unknown as Storage;
  const drafts = new Drafts("s_mika", store);
  drafts.put("r", "all", "Hello");
  drafts.put("r", "staff", "She is angry");
  expect([drafts.get("r", "all"), drafts.get("r", "staff"), drafts.get("q", "all")]).toEqual([
    "Hello",
    "She is angry",
    "",
  ]);
  expect(new Drafts("s_mika", store).get("r", "all")).toBe("Hello");
  expect(new Drafts("s_ada", store).get("r", "all")).toBe("");
  expect(held.size).toBe(0);
  new Drafts("s_mika", store).put("r", "all", "x");
  forgetDrafts(store);
  expect(held.size).toBe(0);
});

it("keys are written as they stand on the device, and priorities go round", () => {
  expect([keyText("h", "Linux x86_64"), keyText("mod+i", "MacIntel"), keyText("mod+i", "Win32")]).toEqual([
    "H",
    "⌘ I",
    "Ctrl I",
  ]);
  expect([nextPriority(""), nextPriority("urgent")]).toEqual(["low", ""]);
});
