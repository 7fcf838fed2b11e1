/** Which string is loaded when: with a page's first file, or with the part that alone says it. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
/** Where words are said; elsewhere a quoted word is another's. */
const SPEAKS = new Set(["ui", "room", "embed"]);
/** Keys that a module takes from the wire as they are, so that it does not name them. */
const FROM_THE_WIRE = { "src/ui/header.tsx": ["online", "away", "offline"] };
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
    const told = FROM_THE_WIRE[name] ?? [];
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
  const files = {};
  const named = new Set();
  const all = await tables();
  const keys = [...all.values()].flatMap((table) => Object.keys(table));
  const first = await keysIn(page, keys);
  for (const key of first) named.add(key);
  for (const [lang, table] of all) files[`lang/${lang}.json`] = text(only(table, first));
  for (const [part, modules] of Object.entries(parts)) {
    const own = await keysIn(modules, keys);
    for (const key of own) named.add(key);
    const rest = new Set([...own].filter((key) => !first.has(key)));
    if (own.size === 0) continue;
    for (const [lang, table] of all) files[`lang/${part}.${lang}.json`] = text(only(table, rest));
  }
  return { files, unnamed: keys.filter((key) => !named.has(key)) };
}

const text = (table) => `${JSON.stringify(table)}\n`;
