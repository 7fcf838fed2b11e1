/** Words and times as people say them, in the reader's language. Pure: the strings and the time are arguments. */
import { signal } from "@preact/signals-core";
import type en from "../../lang/en.json";
import type { ActivityBody, Lang, MessageBody, RequestBody, SaidBody, Texts } from "../core/wire";

export type Key = keyof typeof en;
export type Strings = Readonly<Record<Key, string>>;
export type Params = Readonly<Record<string, string | number>>;

export interface Words {
  readonly lang: Lang;
  /** Which way the language runs: its file says so. */
  readonly dir: "ltr" | "rtl";
  /** More strings: of a part that was loaded later. */
  take(strings: Readonly<Record<string, string>>): void;
  t(key: Key, params?: Params): string;
  /** A word that the server may extend: falls back when there is none. */
  maybe(key: string, fallback: string): string;
  /** "2 new messages": picks `key_one`, `key_other`, or what holds for every count. */
  n(key: string, count: number, params?: Params): string;
  list(names: readonly string[]): string;
  time(at: string | number): string;
  day(at: string | number, now: number): string;
}

export const LANGS: readonly Lang[] = ["en", "ja"];

/** The first language that we speak, from what was asked for and what the browser says. */
export function chooseLang(wanted: readonly (string | null | undefined)[]): Lang {
  for (const one of wanted) {
    const found = LANGS.find((lang) => one?.toLowerCase().startsWith(lang));
    if (found) return found;
  }
  return "en";
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * Fills the slots; thousands are grouped as both of our languages group them: 4,999. Where directions meet, a name or
 * what else a person wrote stands apart, so that it turns nothing around it.
 */
export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name] ?? whole;
    if (!RIGHT_TO_LEFT.test(text + value)) return value.toLocaleString("en");
    return `\u2068${`${value}`.replace(/[\u2066-\u2069]/g, "")}\u2069`;
  });
}

/**
 * `overrides` are the host's own words: they hold for what is taken later, too. What is asked for and not here yet says
 * nothing until it is taken; `lack` hears of it.
 */
export function makeWords(
  lang: Lang,
  strings: Readonly<Record<string, string>>,
  overrides: Partial<Strings> = {},
  lack: () => void = () => undefined,
): Words {
  const table = signal<Readonly<Record<string, string>>>({ ...strings, ...overrides });
  const find = (key: string): string | undefined => {
    const text = table.value[key];
    if (text === undefined) lack();
    return text;
  };
  const plural = new Intl.PluralRules(lang);
  const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const weekday = new Intl.DateTimeFormat(lang, { weekday: "long" });
  const date = new Intl.DateTimeFormat(lang, { year: "numeric", month: "long", day: "numeric" });
  const near = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const names = new Intl.ListFormat(lang, { type: "conjunction" });
  const maybe = (key: string, fallback: string): string => find(key) ?? fallback;
  const n = (key: string, count: number, params: Params = {}): string =>
    fill(table.value[`${key}_${plural.select(count)}`] ?? maybe(key, ""), { n: count, ...params });
  return {
    lang,
    dir: table.value.dir === "rtl" ? "rtl" : "ltr",
    take: (more) => {
      table.value = { ...more, ...table.peek() };
    },
    t: (key, params = {}) => fill(maybe(key, ""), params),
    maybe,
    n,
    list: (all) => names.format(all),
    time: (at) => clock.format(new Date(at)),
    day: (at, now) => {
      const back = daysBetween(new Date(at), new Date(now));
      if (back < 2) return capital(near.format(-back, "day"), lang);
      return back < 7 ? weekday.format(new Date(at)) : date.format(new Date(at));
    },
  };
}

function capital(text: string, lang: Lang): string {
  return text.charAt(0).toLocaleUpperCase(lang) + text.slice(1);
}

/** Whole days of the calendar, never below zero. */
export function daysBetween(from: Date, to: Date): number {
  const a = Date.UTC(from.getFullYear(), from.getMonth(), from.getDate());
  const b = Date.UTC(to.getFullYear(), to.getMonth(), to.getDate());
  return Math.max(0, Math.round((b - a) / 86_400_000));
}

export function inLang(texts: Texts | null | undefined, lang: Lang): string | undefined {
  return texts?.[lang] ?? texts?.en ?? texts?.ja;
}

/** An erased message has no body left. */
function isSaid(
  body: MessageBody | SaidBody,
): body is Exclude<MessageBody | SaidBody, Record<string, never>> {
  return "type" in body;
}

/** What a message says, to this reader. */
export function bodyText(body: MessageBody | SaidBody, words: Words): string {
  if (!isSaid(body)) return "";
  if (body.type === "text") return body.text;
  if (body.type === "phrase")
    return inLang("texts" in body ? body.texts : undefined, words.lang) ?? body.phrase;
  return body.type === "request" ? requestText(body, words) : (body.name ?? words.t("a_file"));
}

/** What is asked for, in one line. */
export function requestText({ change, items = [], note }: RequestBody, words: Words): string {
  const named = items.map(({ name, count, instead }) => {
    const counted = count === undefined ? name : `${name} × ${count}`;
    return instead === undefined ? counted : `${counted} → ${instead}`;
  });
  const asked =
    named.length > 0 ? fill(words.maybe(`request_${change}`, "{items}"), { items: words.list(named) }) : "";
  return [asked, note].filter(Boolean).join(" · ");
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** A moment (RFC 3339) on this reader's clock; anything else as it stands. */
export function momentText(value: unknown, words: Words): string {
  const text = String(value);
  return MOMENT.test(text) && !Number.isNaN(Date.parse(text)) ? words.time(text) : text;
}

/** What happened to the order: the host's own words where it gave some, else ours, else the bare kind. */
export function activityText(body: ActivityBody, words: Words): string {
  if (body.text) return body.text;
  const told = Object.entries(body.params ?? {}).map(([key, value]) => [key, momentText(value, words)]);
  if (body.locks_at) told.push(["time", momentText(body.locks_at, words)]);
  const kind = body.locks_at ? `${body.type}_closes` : body.params?.name ? `${body.type}_named` : body.type;
  const known = words.maybe(`activity_${kind}`, words.maybe(`activity_${body.type}`, ""));
  const text = fill(known, Object.fromEntries(told));
  if (text.includes("{")) return words.maybe(`activity_${body.type}_bare`, text);
  return text || body.type.replace(/_/g, " ");
}
