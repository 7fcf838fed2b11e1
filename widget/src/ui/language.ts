/** The words of a page, in one language. */
import type { Lang } from "../core/wire";
import { loadStrings } from "./beside";
import { makeWords, type Strings, type Words } from "./words";

const AGAIN_MS = 1_000;

/** Tries for as long as the page is open: without words there is nothing to show. `own` are those of the host. */
export async function loadWords(
  lang: Lang,
  script: string,
  own: () => Promise<Partial<Strings>> = async () => ({}),
): Promise<Words> {
  for (;;) {
    const tables = await Promise.all([loadStrings(lang, script), own()]).catch(() => null);
    if (tables) return withSeldom(lang, script, ...tables);
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
