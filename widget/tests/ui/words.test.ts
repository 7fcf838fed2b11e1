/** Both languages are complete, say the same things, and times read as people say them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "../../lang/en.json";
import ja from "../../lang/ja.json";
import { spanText } from "../../src/ui/span";
import { activityText, bodyText, chooseLang, fill, makeWords } from "../../src/ui/words";

const words = makeWords("en", en);
const japanese = makeWords("ja", ja);
const slots = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1] ?? ""))].sort();

describe("languages", () => {
  it("have the same keys", () => expect(Object.keys(ja).sort()).toEqual(Object.keys(en).sort()));
  it.each(Object.keys(en) as (keyof typeof en)[])("%s: both say something, with the same slots", (key) => {
    expect(ja[key].trim()).not.toBe("");
    expect(en[key].trim()).not.toBe("");
    expect(slots(ja[key])).toEqual(slots(en[key]));
  });
  it("no blame, no exclamation marks", () => {
    for (const text of [...Object.values(en), ...Object.values(ja)]) expect(text).not.toMatch(/[!！]|oops/i);
  });
  it("every string that the code names exists, and every string is named", () => {
    const files = ["ui", "room", "desk", "embed"].flatMap((folder) =>
      readdirSync(join("src", folder), { withFileTypes: true, recursive: true })
        .filter((one) => one.isFile())
        .map(({ name, parentPath }) => readFileSync(join(parentPath, name), "utf8")),
    );
    const source = files.join("\n");
    const stems = [
      "role_",
      "why_",
      "gone_",
      "reason_",
      "activity_",
      "request_",
      "change_",
      "mark_",
      "status_",
      "refused_",
      "invite_",
      "file_why_",
      "till_key_",
      "till_place_",
      "deskroom_preset_",
      "deskroom_priority_",
      ...["view", "news", "status", "kind", "priority", "by", "empty", "go"].map((stem) => `inbox_${stem}_`),
      ...["to", "scope", "hook", "delivery", "act", "step", "about", "cause", "link", "noun", "field"].map(
        (stem) => `set_${stem}_`,
      ),
      ...["state", "alerts", "team", "leaving"].map((stem) => `desk_${stem}_`),
    ];
    const isNamed = (key: string): boolean =>
      source.includes(`"${key}"`) ||
      source.includes(`"${key.replace(/_(one|other)$/, "")}"`) ||
      stems.some((stem) => key.startsWith(stem));
    expect(
      Object.keys(en).filter((key) => !isNamed(key) && !["online", "away", "offline", "dir"].includes(key)),
    ).toEqual([]);
  });
});

describe("strings that come later", () => {
  const { help_title: title, close } = en;
  it("are said once they are here; until then nothing, and somebody hears that they are asked for", () => {
    let lacked = 0;
    const early = makeWords("en", { close }, {}, () => {
      lacked += 1;
    });
    expect([early.t("close"), lacked, early.t("help_title"), lacked]).toEqual([close, 0, "", 1]);
    early.take({ help_title: title });
    expect([early.t("help_title"), early.t("close")]).toEqual([title, close]);
  });
  it("do not take the place of the host's own", () => {
    const own = makeWords("en", { close }, { help_title: "Call us", close: "Shut" });
    own.take({ help_title: title, close });
    expect([own.t("help_title"), own.t("close")]).toEqual(["Call us", "Shut"]);
  });
});

describe("choosing a language", () => {
  it.each([
    [["ja"], "ja"],
    [["ja-JP", "en"], "ja"],
    [["fr", "ja"], "ja"],
    [[null, "en-GB"], "en"],
    [["fr"], "en"],
    [[], "en"],
  ] as const)("%j -> %s", (wanted, lang) => expect(chooseLang(wanted)).toBe(lang));
});

describe("times", () => {
  const now = new Date(2026, 10, 21, 20, 0).getTime();
  const ago = (days: number): number => new Date(2026, 10, 21 - days, 23, 0).getTime();
  it.each([
    [0, "Today", "今日"],
    [1, "Yesterday", "昨日"],
    [3, "Wednesday", "水曜日"],
    [30, "October 22, 2026", "2026年10月22日"],
  ])("%i days ago", (days, inEnglish, inJapanese) => {
    expect([words.day(ago(days), now), japanese.day(ago(days), now)]).toEqual([inEnglish, inJapanese]);
  });
  it("clock", () => expect(words.time(new Date(2026, 10, 21, 9, 5).getTime())).toBe("09:05"));
  it.each([
    [30_000, "0 min"],
    [180_000, "3 min"],
    [3_600_000, "1 h"],
    [-5, "0 min"],
  ])("span %i", (ms, text) => expect(spanText(ms, words)).toBe(text));
});

describe("texts", () => {
  it("a phrase speaks the reader's language", () => {
    const body = {
      type: "phrase",
      phrase: "x",
      texts: { en: "Almost there", ja: "まもなく着きます" },
    } as const;
    expect([bodyText(body, words), bodyText(body, japanese)]).toEqual(["Almost there", "まもなく着きます"]);
    expect(bodyText({ type: "phrase", phrase: "x" }, words)).toBe("x");
  });
  it("an order event has words even when nobody translated it", () => {
    expect(activityText({ type: "picked_up" }, words)).toBe("Picked up");
    expect(activityText({ type: "weighed_twice" }, words)).toBe("weighed twice");
    expect(activityText({ type: "eta" }, words)).toBe("New arrival time");
    expect(activityText({ type: "eta", text: "Bald" }, words)).toBe("Bald");
    expect(activityText({ type: "eta", params: { eta: "19:50" } }, words)).toBe("New arrival time: 19:50");
  });
  it("a crowd's numbers are grouped", () => {
    expect(words.t("seen_count", { read: 812, all: 4_999 })).toBe("812 of 4,999 read");
    expect(japanese.t("seen_count", { read: 812, all: 4_999 })).toBe("4,999人中812人が既読");
  });
  it.each([
    [
      "a name that runs the other way stands apart",
      "Read by {name} (driver)",
      "\u05d3\u05d9",
      "Read by \u2068\u05d3\u05d9\u2069 (driver)",
    ],
    ["and every name in a language that runs so", "\u200fBy {name}", "Ken", "\u200fBy \u2068Ken\u2069"],
    ["nobody leaves their place by a sign", "By {name}.", "a\u202eb\u2069\u2066", "By \u2068a\u202eb\u2069."],
    ["others stay as they are", "By {name}", "さくら食堂", "By さくら食堂"],
  ])("%s", (_, text, name, said) => expect(fill(text, { name })).toBe(said));
  it("a slot without a value stays visible", () => expect(fill("{a} {b}", { a: 1 })).toBe("1 {b}"));
  it("counts", () =>
    expect([words.n("new_messages", 1), words.n("new_messages", 2)]).toEqual([
      "1 new message",
      "2 new messages",
    ]));
});
