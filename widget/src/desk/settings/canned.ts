/** A canned response with its variables filled in; what is not known stays to be seen, and is named. Pure. */
import type { Lang, Texts } from "../../core/wire";

/** What may stand between double braces. */
export const VARIABLES = ["customer", "order", "agent", "shop"] as const;
export type Variable = (typeof VARIABLES)[number];
export type Known = Readonly<Partial<Record<Variable, string>>>;

export interface Filled {
  readonly text: string;
  /** The names between braces that nothing is known for, each once, in their order. */
  readonly unknown: readonly string[];
}

const SLOT = /\{\{\s*([\w-]+)\s*\}\}/g;

export function filled(text: string, known: Known): Filled {
  const unknown = new Set<string>();
  const said = text.replace(SLOT, (whole, name: string) => {
    const value = Object.hasOwn(known, name) ? known[name as Variable] : undefined;
    if (!value) unknown.add(name);
    return value || whole;
  });
  return { text: said, unknown: [...unknown] };
}

/** The names between braces that no variable has: most likely written wrong. */
export function misnamed(text: string): string[] {
  const names = [...text.matchAll(SLOT)].map(([, name]) => name as string);
  return [...new Set(names)].filter((name) => !(VARIABLES as readonly string[]).includes(name));
}

/** In the customer's language, where it was written in it; else in whichever comes first. */
export function variant(texts: Texts, lang: Lang): string {
  return texts[lang] ?? texts.en ?? Object.values(texts)[0] ?? "";
}
