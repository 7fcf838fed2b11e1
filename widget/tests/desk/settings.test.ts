/** What the settings work out without a page: variables, colours, hours, names. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { strokeColour } from "../../src/desk/labels";
import { filled, misnamed, variant } from "../../src/desk/settings/canned";
import { bothOf, contrast, DARK, LIGHT, readable } from "../../src/desk/settings/colour";
import { originsOf, slugOf, snippetOf } from "../../src/desk/settings/naming";
import { daysOf, daysText, spansOf, spansText } from "../../src/desk/settings/spans";

describe("a canned response", () => {
  it("has its variables filled in", () => {
    const said = filled("{{customer}}さん、{{ order }}は配達中です。— {{agent}}", {
      customer: "Ann",
      order: "1042",
      agent: "Mika",
    });
    expect(said).toEqual({ text: "Annさん、1042は配達中です。— Mika", unknown: [] });
  });

  it("shows what is not known, and names it once", () => {
    const said = filled("Hello {{customer}}, {{refund}} {{refund}} {{constructor}}", { customer: "" });
    expect(said.text).toBe("Hello {{customer}}, {{refund}} {{refund}} {{constructor}}");
    expect(said.unknown).toEqual(["customer", "refund", "constructor"]);
  });

  it("takes what is filled in as it is: braces in a name are no variable", () => {
    expect(filled("{{customer}}", { customer: "{{agent}} $&", agent: "Mika" }).text).toBe("{{agent}} $&");
  });

  it("is looked at for names that were written wrong", () => {
    expect(misnamed("{{customer}} {{custmer}} {{order}} {{custmer}}")).toEqual(["custmer"]);
  });

  it("is said in the customer's language, else in one that there is", () => {
    const texts = { ja: "こんにちは", de: "Hallo" };
    expect([variant(texts, "ja"), variant({ de: "Hallo" }, "ja"), variant({}, "en")]).toEqual([
      "こんにちは",
      "Hallo",
      "",
    ]);
  });
});

describe("a colour", () => {
  it("can be read on both grounds, whatever was chosen", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const both = bothOf(`#${number.toString(16).padStart(6, "0")}`);
        expect(contrast(both.light, LIGHT)).toBeGreaterThanOrEqual(5);
        expect(contrast(both.dark, DARK)).toBeGreaterThanOrEqual(5);
      }),
      { numRuns: 30 },
    );
  });

  it("stays as it is where it can be read already", () => {
    expect([readable("#0f766e", LIGHT), readable("#5eead4", DARK)]).toEqual(["#0f766e", "#5eead4"]);
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  });
});

describe("hours", () => {
  it("are read as people write them", () => {
    expect(spansOf("9:00–12:00, 13-18")).toEqual([
      [540, 720],
      [780, 1080],
    ]);
    expect(spansOf("９：００〜１８：００")).toEqual([[540, 1080]]);
    expect(spansOf("18:00-2:00")).toEqual([[1080, 1560]]);
    expect(spansOf("0-24")).toEqual([[0, 1440]]);
    expect(spansOf("")).toEqual([]);
  });

  it.each(["nine to five", "9:00", "25:00-26:00", "9:75-10:00", "24:00-25"])(
    "are not guessed: %s",
    (text) => {
      expect(spansOf(text)).toBeNull();
    },
  );

  it("are written as they are read", () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
      .map(([begin, length]) => [begin, begin + length] as const);
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), (spans) => {
        expect(spansOf(spansText(spans))).toEqual(spans);
      }),
      { numRuns: 30 },
    );
  });

  it("of single days stand one a line", () => {
    const days = { "2026-12-31": [[540, 720]] as [number, number][], "2027-01-01": [] };
    expect(daysText(days)).toBe("2026-12-31 9:00–12:00\n2027-01-01");
    expect(daysOf(daysText(days))).toEqual(days);
    expect([daysOf("tomorrow"), daysOf("2026-13-45"), daysOf("2026-12-31 late")]).toEqual([null, null, null]);
  });
});

describe("names", () => {
  it("are plain, and free", () => {
    expect(slugOf("Night shift!", "team", [])).toBe("night-shift");
    expect(slugOf("Night shift", "team", ["night-shift"])).toBe("night-shift-2");
    expect(slugOf("夜勤", "team", ["team-1"])).toBe("team-2");
    expect(slugOf("x".repeat(80), "team", [])).toMatch(/^[a-z0-9][a-z0-9_-]{0,31}$/);
  });

  it("of pages become origins", () => {
    expect(originsOf("https://Shop.example/basket?x=1\nshop.example, http://localhost:8000/")).toEqual([
      "https://shop.example",
      "http://localhost:8000",
    ]);
    expect([originsOf("shop"), originsOf("javascript:alert(1)"), originsOf("")]).toEqual([null, null, []]);
  });

  it("stand in the snippet", () => {
    expect(snippetOf("https://chat.example", "shop")).toContain('data-widget="shop"');
  });
});

describe("the stroke of a label", () => {
  const hex = (n: number): string => `#${n.toString(16).padStart(6, "0")}`;
  const all = Array.from({ length: 400 }, (_, nth) => hex((nth * 7_919_317) % 0x1000000));

  it("can be seen on light and on dark ground, whatever colour was chosen", () => {
    for (const colour of [...all, "#000000", "#ffffff"])
      for (const ground of [LIGHT, DARK])
        expect(contrast(strokeColour(colour), ground), colour).toBeGreaterThanOrEqual(3);
  });
  it("is the colour itself where that can be seen", () => expect(strokeColour("#c2410c")).toBe("#c2410c"));
});
