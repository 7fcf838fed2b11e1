/** Strings by number: what the build puts in the place of keys, and where a host's own words find them. */
import { describe, expect, it, vi } from "vitest";
import { give, handsOn, listed, numbered, shortNames } from "../../numbers.mjs";
import { numbered as placed } from "../../src/embed/naming";
import { loadStrings } from "../../src/ui/beside";
import { type Key, makeWords } from "../../src/ui/words";

const KEYS = ["close", "cups_one", "cups_other", "again"];
const numbers = new Map<string, number>();
give(numbers, KEYS);

describe("in code", () => {
  it.each([
    ['a.t("close")', "a.t(0)"],
    ['a.n(\n  "cups", b.t("again"))', "a.n(\n  2, b.t(1))"],
    ['a.t(on(x, 1) ? "close" : "again", { n })', "a.t(on(x, 1) ? 0 : 1, { n })"],
    ['a.t(b === "close" ? "sent" : "again")', 'a.t(b === "close" ? "sent" : 1)'],
    ['b.close("close"); c = ["again"]', 'b.close("close"); c = ["again"]'],
  ])("%s", (code, made) => expect(numbered(code, numbers)).toBe(made));

  it("what cannot be read is told, so that the build fails or keeps the name", () => {
    expect(handsOn(`a.t("close"); a.n(b ? "c" : "d", 1); a.t(\`e_\${f}\`)`)).toEqual([]);
    expect(handsOn('a.t(key); a.t(b ? "c" : d ? "e" : "f")')).toHaveLength(2);
  });
});

describe("in files", () => {
  const table = {
    close: "Close",
    role_bot: "bot",
    again: "Again",
    cups_one: "{n} cup",
    cups_other: "{n} cups",
  };
  const file = listed(table, numbers);

  it("those in a row stand in one list", () => {
    expect(file).toEqual({
      0: ["Close", "Again", "{n} cups"],
      role_bot: "bot",
      "2_one": "{n} cup",
    });
    expect(listed({ again: "Again" }, numbers)).toEqual({ 1: ["Again"] });
  });

  it("and are found by number on the page", async () => {
    vi.stubGlobal("fetch", async () => Response.json(file));
    const read = await loadStrings("en", "https://chat.example/widget.js");
    vi.unstubAllGlobals();
    expect(read).toEqual({
      0: "Close",
      1: "Again",
      2: "{n} cups",
      role_bot: "bot",
      "2_one": "{n} cup",
    });
  });

  it("a count that is said in one way has no form of its own", () => {
    const same = { cups_one: "cups: {n}", cups_other: "cups: {n}" };
    expect(listed(same, numbers)).toEqual({ 2: ["cups: {n}"] });
    expect(makeWords("en", { 2: "cups: {n}" }).n("2" as Key, 1)).toBe("cups: 1");
  });
});

it("a host's own words take the place of ours", () => {
  const { by, text } = shortNames(numbers, KEYS);
  vi.stubGlobal("STRING_NAMES", text);
  vi.stubGlobal("NAMES_BY", by);
  const own = placed({ again: "Once more", cups_one: "a cup", role_bot: "robot", other: "?" });
  vi.unstubAllGlobals();
  expect(own).toEqual({ 1: "Once more", "2_one": "a cup", role_bot: "robot", other: "?" });
});
