/** Languages that nobody speaks, made from English: one that tries the layout, one that shows which string stands where. */

type Strings = Record<string, string>;

const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ODD = "áƀçđéƒĝĥíĵķļɱñóþɋŕšţúṽŵẋýžÁßÇĐÉƑĜĤÍĴĶĻṀÑÓÞɊŔŠŢÚṼŴẊÝŽ";
/** Said by a sign that belongs to the direction, so that `dir="auto"` finds what a right-to-left language would give it. */
const RIGHT_TO_LEFT = "\u200f";
const LONGER = 0.4;

function odd(text: string): string {
  return [...text].map((sign) => [...ODD][PLAIN.indexOf(sign)] ?? sign).join("");
}

/** Accents, 40 % more length, brackets at both ends; slots and direction signs stay as they are. */
export function pseudoText(text: string): string {
  const said = text.split(/(\{\w+\})/).map((part) => (part.startsWith("{") ? part : odd(part)));
  const letters = text.replace(/\{\w+\}/g, "").length;
  const tail = "~~~ ".repeat(Math.ceil(letters / 4)).slice(0, Math.ceil(letters * LONGER));
  return `${RIGHT_TO_LEFT}[${said.join("")} ${tail.trimEnd()}]`;
}

export function pseudo(strings: Strings): Strings {
  const said = Object.entries(strings).map(([key, text]) => [key, pseudoText(text)]);
  return { ...Object.fromEntries(said), dir: "rtl" };
}

/** Every string is its own name, with its slots, so that a page can be asked which ones stand on it. */
export function keyed(strings: Strings): Strings {
  const slots = (text: string): string => (text.match(/\{\w+\}/g) ?? []).join(" ");
  const said = Object.entries(strings).map(([key, text]) => [key, `⟦${key}⟧${slots(text)}`]);
  return { ...Object.fromEntries(said), dir: "ltr" };
}
