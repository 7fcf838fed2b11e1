/** A language that nobody speaks, made from English to try the layout; and the marks that show which string stands where. */
import english from "../lang/en.json";

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

/** Every string tells its place in the list of all strings, in signs that nobody sees: a page can be asked which stand on it. */
export function marked(strings: Strings): Strings {
  const said = Object.entries(strings).map(([key, text]) => [key, key === "dir" ? text : mark(key) + text]);
  return Object.fromEntries(said);
}

const KEYS = Object.keys(english);
/** Invisible times, then the number in eleven invisible separators and invisible plus signs. */
function mark(key: string): string {
  const bits = KEYS.indexOf(key).toString(2).padStart(11, "0");
  return `\u2062${[...bits].map((bit) => (bit === "1" ? "\u2064" : "\u2063")).join("")}`;
}
