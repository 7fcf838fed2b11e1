/** The words of a page, in one language. */
import type { Lang } from "../core/wire";
import { loadStrings } from "./beside";
import { makeWords, type Strings, type Words } from "./words";

const AGAIN_MS = 1_000;

/** Tries for as long as the page is open: without words there is nothing to show. */
export async function loadWords(
  lang: Lang,
  script: string,
  overrides: Partial<Strings> = {},
): Promise<Words> {
  for (;;) {
    const strings = await loadStrings(lang, script).catch(() => null);
    if (strings) return makeWords(lang, strings, overrides);
    await new Promise((again) => setTimeout(again, AGAIN_MS));
  }
}
