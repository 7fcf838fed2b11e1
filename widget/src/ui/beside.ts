/** What lies beside a page's own script, of the same build: the parts that are loaded later, and strings. */
import type { Lang } from "../core/wire";
import type { Words } from "./words";

/** Its address carries the version of the script that asks, so that all of a page is always of one build. */
function beside(name: string, script: string): string {
  const here = new URL(script);
  return new URL(name + here.search, here).href;
}

export function loadCode<T>(name: string, script: string): Promise<T> {
  return import(beside(`${name}.js`, script));
}

/** A string by its name, or those in a row by the number of the first: the build gives most keys numbers. */
type StringFile = Readonly<Record<string, string | readonly string[]>>;

/** Rejects when they do not come. */
export async function loadStrings(name: string, script: string): Promise<Readonly<Record<string, string>>> {
  const answer = await fetch(beside(`lang/${name}.json`, script));
  if (!answer.ok) throw new Error(`${answer.status}`);
  const file: StringFile = await answer.json();
  const told = Object.entries(file).map(([key, said]) =>
    typeof said === "string" ? { [key]: said } : said.map((text, at) => ({ [at + Number(key)]: text })),
  );
  return Object.assign({}, ...told.flat());
}

/** It shows what people wrote, and has no words of its own. */
const WORDLESS = "linked";

/** A part, with what only it says. */
export async function loadPart<T>(
  name: string,
  lang: Lang,
  script: string,
  wording: Words | Promise<Words>,
): Promise<T> {
  const [code, strings, words] = await Promise.all([
    loadCode<T>(name, script),
    name === WORDLESS ? {} : loadStrings(`${name}.${lang}`, script),
    wording,
  ]);
  words.take(strings);
  return code;
}
