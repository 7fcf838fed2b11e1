/** Addresses in texts: the text stays as it is, and nothing becomes a link but what leads where it says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Link, piecesOf } from "../../src/ui/links";

const joined = (text: string): string =>
  piecesOf(text)
    .map((piece) => (typeof piece === "string" ? piece : piece.text))
    .join("");
const links = (text: string): Link[] => piecesOf(text).filter((piece) => typeof piece !== "string");
const found = (text: string): string[] => links(text).map((link) => link.text);

const SCRAPS = fc.constantFrom(
  ..."https:// http:// HTTPS:// mailto: tel: javascript: data: vbscript: file: blob: //".split(" "),
  ..."www. a.example shop.example/x?y=z#w ann@a.example +81-3-1234 @ : / \\ ? # % %00 %2f".split(" "),
  ...". , ; ! ) ( ] [ > < \" ' ` …".split(" "),
  ...["\u202e", "\u2066", "\u200b", "\u0000", "\n", " ", "\u3000", "。", "、", "」", "を", "日本", "é", "а"],
  ...["😀", "\ud800", "e\u0301".repeat(5), "0x7f.1", "[::1]", "xn--80ak6aa92e.com"],
);
const TEXT = fc.array(fc.oneof(SCRAPS, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 24 });

describe("of any text", () => {
  it("not a character is changed", () => {
    fc.assert(
      fc.property(TEXT, (parts) => {
        expect(joined(parts.join(""))).toBe(parts.join(""));
      }),
      { numRuns: 2_000 },
    );
  });
  it("a link is http, https, mailto or tel, begins as the reader sees it begin, and hides nothing", () => {
    fc.assert(
      fc.property(TEXT, (parts) => {
        for (const { text, href, host } of links(parts.join(""))) {
          expect(text).toMatch(/^(https?:\/\/|mailto:|tel:)/i);
          expect(new URL(href).protocol).toBe(new URL(text).protocol);
          expect(["http:", "https:", "mailto:", "tel:"]).toContain(new URL(href).protocol);
          expect(text).not.toMatch(/[\s\p{C}<>"]/u);
          expect(text).not.toMatch(/[.,;:!?'*_~…]$/);
          const { hostname, username } = new URL(href);
          expect(username).toBe("");
          if (host === null && hostname !== "") expect(text.toLowerCase()).toContain(`//${hostname}`);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

it.each([
  ["see https://a.example/x?y=1#z now", ["https://a.example/x?y=1#z"]],
  ["(https://a.example/x).", ["https://a.example/x"]],
  ["https://en.example/wiki/Door_(house), yes", ["https://en.example/wiki/Door_(house)"]],
  ["https://a.example, https://b.example!", ["https://a.example", "https://b.example"]],
  ["住所はhttps://a.example/地図。", ["https://a.example/地図"]],
  ["https://a.exampleを見て", ["https://a.example"]],
  ["「https://a.example」", ["https://a.example"]],
  ["mailto:ann@a.example?subject=x.", ["mailto:ann@a.example?subject=x"]],
  ["tel:+81-3-1234-5678", ["tel:+81-3-1234-5678"]],
  ["HTTP://A.EXAMPLE", ["HTTP://A.EXAMPLE"]],
  ["javascript:alert(1)", []],
  ["javascript://a.example/%0aalert(1)", []],
  ["data:text/html,<script>alert(1)</script>", []],
  ["xhttps://a.example", []],
  ["https://bank.example@evil.example/", []],
  ["https://", []],
  ["http://[", []],
  ["mailto:", []],
  ["mailto:nobody", []],
  ["tel:", []],
  ["tel:javascript", []],
  ["www.a.example a.example", []],
])("%s", (text, expected) => expect(found(text)).toEqual(expected));

it.each([
  ["https://аррӏе.com", "xn--80ak6aa92e.com"],
  ["https://日本語.jp/x", "xn--wgv71a119e.jp"],
  ["http://0x7f.1/", "127.0.0.1"],
  ["https://ａ.example", "a.example"],
  ["https://A.example:443/", null],
  ["https://xn--wgv71a119e.jp/", null],
])("%s leads to %s, and says so", (text, host) => expect(links(text)[0]?.host).toBe(host));

it("what steers the direction of writing ends an address", () => {
  expect(found("https://a.example/\u202egnp.exe")).toEqual(["https://a.example/"]);
  expect(found("https://a.example/a\u200bb")).toEqual(["https://a.example/a"]);
});

it("long texts take no long time", () => {
  for (const scrap of ["https://", "(", "https://a.example/((((", "mailto:a@", "."]) {
    const text = scrap.repeat(4096 / scrap.length);
    expect(joined(text)).toBe(text);
  }
});
