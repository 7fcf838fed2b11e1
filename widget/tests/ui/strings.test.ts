/** Plural forms are complete in every language, what is counted exists, and the pseudo-locale keeps what it must. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "../../lang/en.json";
import ja from "../../lang/ja.json";
import { makeWords } from "../../src/ui/words";
import { marked, pseudo, pseudoText } from "../../states/pseudo";

type Table = Readonly<Record<string, string>>;
const LANGUAGES: Readonly<Record<string, Table>> = { en, ja };

const source = ["ui", "room", "embed"]
  .flatMap((folder) =>
    readdirSync(join("src", folder), { recursive: true, encoding: "utf8" }).map((name) =>
      join("src", folder, name),
    ),
  )
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

/** What the code counts: `words.n("new_messages", 3)`. */
const countedIn = (code: string): string[] => [
  ...new Set([...code.matchAll(/\bn\(\s*"(\w+)"/g)].map(([, stem]) => stem ?? "")),
];

/** The forms that a language needs and this table lacks. */
function formsMissing(lang: string, table: Table, stems: readonly string[]): string[] {
  const { pluralCategories } = new Intl.PluralRules(lang).resolvedOptions();
  return stems.flatMap((stem) =>
    pluralCategories.map((form) => `${stem}_${form}`).filter((key) => !table[key]),
  );
}

describe("plurals", () => {
  const counted = countedIn(source);
  it("are counted by the code", () => expect(counted.length).toBeGreaterThan(5));
  it.each(Object.entries(LANGUAGES))("are complete in %s", (lang, table) =>
    expect(formsMissing(lang, table, counted)).toEqual([]),
  );
  it("a form that is missing is found", () => {
    expect(formsMissing("en", { cups_other: "{n} cups" }, ["cups"])).toEqual(["cups_one"]);
    expect(formsMissing("ru", { cups_one: "", cups_other: "x" }, ["cups"]).length).toBeGreaterThan(1);
    expect(countedIn('words.n(\n  "cups", 2)')).toEqual(["cups"]);
  });
});

describe("the pseudo-locale", () => {
  const said: Table = pseudo(en);
  const slots = (text = ""): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  it.each(Object.entries(en).filter(([key]) => key !== "dir"))("%s: slots, brackets, length", (key, text) => {
    const odd = said[key] ?? "";
    expect(slots(odd)).toEqual(slots(text));
    expect(odd).toMatch(/^\u200f\[.*\]$/su);
    const letters = (one: string): number => one.replace(/\{\w+\}/g, "").length;
    expect(letters(odd)).toBeGreaterThanOrEqual(Math.floor(letters(text) * 1.4));
  });
  it("changes every letter, and nothing else", () => {
    expect(pseudoText("Az 1 {n}")).toContain("Áž 1 {n}");
    expect(new Set([..."abcdefghijklmnopqrstuvwxyz"].map(pseudoText)).size).toBe(26);
  });
  it("runs from right to left, by its file alone", () => {
    expect([makeWords("en", said).dir, makeWords("en", en).dir, makeWords("ja", ja).dir]).toEqual([
      "rtl",
      "ltr",
      "ltr",
    ]);
  });
  it("each string can say its name", () =>
    expect(marked({ close: "Close", dir: "ltr" })).toEqual({
      close: expect.stringMatching(/^\u2062[\u2063\u2064]{11}Close$/),
      dir: "ltr",
    }));
});
