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
    const strings: Partial<Strings> | null = await loadStrings(lang, script).catch(() => null);
    if (strings) return withSeldom(lang, script, strings, overrides);
    await new Promise((again) => setTimeout(again, AGAIN_MS));
  }
}

/** What is seldom said comes with the part `later`; whatever needs it before that fetches it alone. */
function withSeldom(lang: Lang, script: string, ...tables: [Partial<Strings>, Partial<Strings>]): Words {
  let asked = false;
  const words = makeWords(lang, ...tables, () => {
    if (asked) return;
    asked = true;
    loadStrings(`later.${lang}`, script).then(words.take, () => {
      asked = false;
    });
  });
  return words;
}
