/** Which string is loaded when: with a page's first file, or with the part that alone says it. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
/** Where words are said; elsewhere a quoted word is another's. */
const SPEAKS = new Set(["ui", "room", "embed"]);
/** Keys that a module says without quoting them: from the wire as they are, or as a property. */
const UNQUOTED = { "src/ui/header.tsx": ["online", "away", "offline"], "src/ui/words.ts": ["dir"] };
/**
 * Said by the page, but not in a room where all goes its usual way: these come with the part `later`, or alone when the
 * first of them is asked for. What is said without a network is never among them.
 */
const SELDOM = [
  /^(gone|why|reason|status|erase|muted|quote|replying|editing|cancel)_/,
  /^(editing|save|reply|react|edit|report|retry|discard|failed_why|locks_in|locked_note|observing|too_long)$/,
  /^help_(waiting|cancel|staff|dismiss|locked|over|here)/,
  /^line_(help|role|removed|resolved|reopened|locked|unlocked|subject|replaced_other|here_many)/,
  /^activity_(eta_bare|cancelled|delayed|dispute)$/,
  /^role_(bot|member|supervisor|admin)$/,
  /^(seen_count|reaction|people_count|typing_more|busy|slowed)/,
];
/** Parts that are loaded without strings; every other has a file of them, be it empty. */
const SILENT = new Set(["keeping"]);
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Does this source name this key: whole, without its plural, or by a template's stem and end? */
export function namer(source) {
  const words = new Set([...source.matchAll(/["'`]([a-z0-9_]+)["'`]/g)].map(([, word]) => word));
  const stems = [...source.matchAll(/`([a-z0-9_]+_)\$\{[^}]*\}([a-z0-9_]*)`/g)].map(([, ...ends]) => ends);
  return (key) =>
    words.has(key) ||
    words.has(key.replace(PLURAL, "")) ||
    stems.some(([stem, end]) => key.startsWith(stem) && key.endsWith(end));
}

/** The keys that these modules name. */
async function keysIn(modules, keys) {
  const found = new Set();
  for (const path of modules) {
    const name = relative(HERE, path).split(sep).join("/");
    if (!SPEAKS.has(name.split("/")[1])) continue;
    const named = namer(await readFile(path, "utf8"));
    const told = UNQUOTED[name] ?? [];
    for (const key of keys) if (named(key) || told.includes(key)) found.add(key);
  }
  return found;
}

async function tables() {
  const names = (await readdir(join(HERE, "lang"))).filter((file) => file.endsWith(".json")).sort();
  const read = async (name) => JSON.parse(await readFile(join(HERE, "lang", name), "utf8"));
  return new Map(await Promise.all(names.map(async (name) => [name.replace(".json", ""), await read(name)])));
}

const only = (table, keys) => Object.fromEntries(Object.entries(table).filter(([key]) => keys.has(key)));

/**
 * The strings of one page, as files beside it: `lang/en.json` for its first file, `lang/later.en.json` for what the
 * part `later` says and the page does not. `modules` of the page and of each part are paths of what they are made of.
 */
export async function stringFiles(page, parts) {
  const all = await tables();
  const keys = [...all.values()].flatMap((table) => Object.keys(table));
  const said = await keysIn(page, keys);
  const seldom = new Set([...said].filter((key) => SELDOM.some((one) => one.test(key))));
  const loads = new Map([["", new Set([...said].filter((key) => !seldom.has(key)))]]);
  for (const [part, modules] of Object.entries(parts)) {
    const own = await keysIn(modules, keys);
    const rest = [...own].filter((key) => !said.has(key));
    if (!SILENT.has(part)) loads.set(`${part}.`, new Set(part === "later" ? [...rest, ...seldom] : rest));
  }
  const files = {};
  for (const [part, chosen] of loads)
    for (const [lang, table] of all)
      files[`lang/${part}${lang}.json`] = `${JSON.stringify(only(table, chosen))}\n`;
  const loaded = new Set([...loads.values()].flatMap((chosen) => [...chosen]));
  return { files, unnamed: keys.filter((key) => !loaded.has(key)) };
}
