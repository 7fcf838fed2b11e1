/** Which string is loaded when: with a page's first file, or with the part that alone says it. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { give, handsOn, listed, PLURAL, shortNames } from "./numbers.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
/** Where words are said; elsewhere a quoted word is another's. */
const SPEAKS = new Set(["ui", "room", "embed", "desk"]);
const PRESENCE = ["online", "away", "offline"];
/** Keys that a module says otherwise than in `words.t("…")`: from the wire as they are, or as a property. */
const UNQUOTED = {
  "src/ui/header.tsx": PRESENCE,
  "src/ui/later/people.tsx": PRESENCE,
  "src/ui/staff.tsx": PRESENCE,
  "src/ui/fileview.tsx": ["file_gone", "file_failed"],
  "src/ui/words.ts": ["dir"],
  "src/desk/door.tsx": [
    ...[
      "nobody",
      "away",
      "sign_in",
      "sign_in_go",
      "welcome",
      "reset",
      "set_go",
      "wrong",
      "wait",
      "password_short",
    ],
    ...[
      "password_common",
      "not_now",
      "link_dead",
      "link_unknown",
      "link_expired",
      "link_used",
      "link_replaced",
    ],
    "checking",
  ].map((key) => `desk_${key}`),
  "src/desk/invite.tsx": ["desk_invite_bad", "desk_not_now"],
  "src/desk/room/actbar.tsx": ["nobodys", "mine", "asked", "theirs", "offered", "teams"].map(
    (key) => `deskroom_${key}`,
  ),
  "src/desk/room/why.tsx": ["taken", "forbidden", "offline", "many", "cannot", "left"].map(
    (key) => `deskroom_refused_${key}`,
  ),
  "src/desk/room/peoplehere.tsx": PRESENCE,
};
/**
 * Not said in a room where all goes its usual way: these come with the part `later`, or alone when the
 * first of them is asked for. What is said without a network is never among them.
 */
const SELDOM = [
  /^(gone|why|queue|reason|status|erase|muted|quote|replying|editing|cancel)_/,
  /^(editing|save|reply|react|edit|report|retry|discard|failed_why|locks_in|locked_note|observing|watched|too_long)$/,
  /^help_(waiting|cancel|staff|dismiss|locked|over|here)/,
  /^line_(help|takes_over|role|removed|resolved|reopened|locked|unlocked|subject|replaced_other|here_many)/,
  /^activity_(eta_bare|cancelled|delayed|dispute|reopened|about|.*_closes)/,
  /^request_/,
  /^role_(bot|member|supervisor|admin)$/,
  /^(seen_count|reaction|people_count|typing_more|busy|slowed|in_seconds)/,
];
/** Parts that are loaded without strings; every other has a file of them, be it empty. */
const SILENT = new Set(["keeping", "linked"]);

/** Does this source put this key together, by a template's stem and end? */
function joiner(source) {
  const stems = [...source.matchAll(/`([a-z0-9_]+_)\$\{[^}]*\}([a-z0-9_]*)`/g)].map(([, ...ends]) => ends);
  return (key) => stems.some(([stem, end]) => key.startsWith(stem) && key.endsWith(end));
}

/** Does this source quote this key: whole, or without its plural? */
function quoter(source) {
  const words = new Set([...source.matchAll(/["'`]([a-z0-9_]+)["'`]/g)].map(([, word]) => word));
  return (key) => words.has(key) || words.has(key.replace(PLURAL, ""));
}

/** The keys that one module names: those that it says, and those that no number may stand for. */
function keysOf(name, source, keys) {
  const told = UNQUOTED[name];
  if (!told && handsOn(source).length > 0) throw new Error(`${name} says unknown keys: ${handsOn(source)}`);
  const [quoted, joined] = [quoter(source), joiner(source)];
  const loose = keys.filter((key) => joined(key) || told?.includes(key.replace(PLURAL, "")));
  return { loose, said: [...keys.filter(quoted), ...loose] };
}

/** The keys that these modules name; `loose` takes those that no number may stand for. */
async function keysIn(modules, keys, loose) {
  const found = new Set();
  for (const path of modules) {
    const name = relative(HERE, path).split(sep).join("/");
    if (!SPEAKS.has(name.split("/")[1])) continue;
    const of = keysOf(name, await readFile(path, "utf8"), keys);
    for (const key of of.loose) loose.add(key);
    for (const key of of.said) found.add(key);
  }
  return found;
}

async function tables() {
  const names = (await readdir(join(HERE, "lang"))).filter((file) => file.endsWith(".json")).sort();
  const read = async (name) => JSON.parse(await readFile(join(HERE, "lang", name), "utf8"));
  return new Map(await Promise.all(names.map(async (name) => [name.replace(".json", ""), await read(name)])));
}

const only = (table, keys) => Object.fromEntries(Object.entries(table).filter(([key]) => keys.has(key)));

/** Which keys each load brings: `""` the page's first file, `later.` the part of this name. */
async function loadsOf(page, parts, keys, loose) {
  const said = await keysIn(page, keys, loose);
  const isSeldom = (key) => SELDOM.some((one) => one.test(key));
  const seldom = new Set([...said].filter(isSeldom));
  const loads = new Map([["", new Set([...said].filter((key) => !isSeldom(key)))]]);
  for (const [part, modules] of Object.entries(parts)) {
    const own = [...(await keysIn(modules, keys, loose))].filter((key) => !said.has(key));
    for (const key of own.filter(isSeldom)) seldom.add(key);
    if (!SILENT.has(part)) loads.set(`${part}.`, new Set(own.filter((key) => !isSeldom(key))));
  }
  // The workspace has no such part yet.
  const later = loads.get("later.") ?? loads.get("");
  for (const key of seldom) later.add(key);
  return loads;
}

/**
 * The strings of one page, as files beside it: `lang/en.json` for its first file, `lang/later.en.json` for what the
 * part `later` says and the page does not. `modules` of the page and of each part are paths of what they are made of.
 * With `numbering`, the keys that no code puts together have numbers.
 */
export async function stringFiles(page, parts, numbering) {
  const all = await tables();
  const keys = [...all.values()].flatMap((table) => Object.keys(table));
  const loose = new Set();
  const loads = await loadsOf(page, parts, keys, loose);
  const loaded = [...loads.values()].flatMap((chosen) => [...chosen]);
  const numbers = numbering ? numbersFor(loads, loose) : new Map();
  const files = {};
  for (const [part, chosen] of loads)
    for (const [lang, table] of all)
      files[`lang/${part}${lang}.json`] = `${JSON.stringify(listed(only(table, chosen), numbers))}\n`;
  return {
    files,
    numbers,
    names: () => shortNames(numbers, loaded),
    unnamed: keys.filter((key) => !loaded.includes(key)),
  };
}

/** Those of one load follow each other. */
function numbersFor(loads, loose) {
  const numbers = new Map();
  for (const chosen of loads.values())
    give(
      numbers,
      [...chosen].filter((key) => !loose.has(key)),
    );
  return numbers;
}
