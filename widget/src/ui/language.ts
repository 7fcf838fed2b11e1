/** Fetches the strings of one language, from beside the script that asks. */
import type { Lang } from "../core/wire";
import { makeWords, type Strings, type Words } from "./words";

const AGAIN_MS = 1_000;

/** Tries for as long as the page is open: without words there is nothing to show. */
export async function loadWords(
  lang: Lang,
  beside: string,
  overrides: Partial<Strings> = {},
): Promise<Words> {
  for (;;) {
    const strings = await fetchStrings(new URL(`lang/${lang}.json`, beside));
    if (strings) return makeWords(lang, { ...strings, ...overrides });
    await new Promise((again) => setTimeout(again, AGAIN_MS));
  }
}

async function fetchStrings(address: URL): Promise<Strings | null> {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? ((await answer.json()) as Strings) : null;
}
