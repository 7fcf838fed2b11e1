/** Canned responses: which language the customer reads, and their variables filled in. Pure. */
import type { Texts } from "../../core/wire";

export interface Canned {
  readonly code: string;
  readonly title: string;
  readonly texts: Texts;
}

export type Slots = Readonly<Record<string, string | undefined>>;

const SLOT = /\{\{\s*([\w-]+)\s*\}\}/g;

/** What is known stands in its place; what is not stays marked, as it was written. */
export function filled(text: string, slots: Slots): string {
  return text.replace(SLOT, (whole, name: string) => slots[name] || whole);
}

/** The marks that are left, each once. */
export function openSlots(text: string): string[] {
  return [...new Set(text.match(SLOT) ?? [])];
}

/** In the customer's language, else in one's own, else in whichever there is. */
export function variantOf({ texts }: Canned, languages: readonly string[]): string {
  const lang = languages.find((one) => texts[one]);
  return (lang === undefined ? Object.values(texts)[0] : texts[lang]) ?? "";
}

const NEED = /^language:(\w+)/;
const KANA = /[\u3040-\u30ff]/;
const LATIN = /[a-z]{3}/i;
/** So many of the latest words tell in what language somebody writes. */
const LATEST = 5;

export interface Reader {
  readonly needs: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** What they wrote, oldest first. */
  readonly said: readonly string[];
}

/** What was told of the customer counts before what can be seen of their words; null when nothing tells. */
export function languageOf({ needs, metadata, said }: Reader): string | null {
  const needed = needs.map((need) => NEED.exec(need)?.[1]).find(Boolean);
  const told = metadata?.language ?? metadata?.lang;
  if (needed) return needed;
  if (typeof told === "string" && told) return told.slice(0, 2).toLowerCase();
  return said.slice(-LATEST).reverse().map(scriptOf).find(Boolean) ?? null;
}

function scriptOf(text: string): string | null {
  if (KANA.test(text)) return "ja";
  return LATIN.test(text) ? "en" : null;
}
