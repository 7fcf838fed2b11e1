/** Fetches the strings of one language, from beside the script that asks. */
import type { Lang } from "../core/wire";
import { makeWords, type Strings, type Words } from "./words";

export async function loadWords(
  lang: Lang,
  beside: string,
  overrides: Partial<Strings> = {},
): Promise<Words> {
  const answer = await fetch(new URL(`lang/${lang}.json`, beside));
  if (!answer.ok) throw new Error(`language ${lang}: http ${answer.status}`);
  return makeWords(lang, { ...((await answer.json()) as Strings), ...overrides });
}
