/** What the launcher opens: a sheet with the room, inside the shadow root. Loaded on the first open. */
import css from "../css/embed.css?text";
import { loadCode } from "../ui/beside";
import { dressed } from "../ui/dressed";
import { loadWords } from "../ui/language";
import { chooseLang, type Strings } from "../ui/words";
import type { Sheet, SheetParts } from "./options";
import { OpenSheet } from "./sheet";

const KNOWN =
  "server token getToken name room lang theme side inline strings sound title isolate src async".split(" ");

export async function mount(parts: SheetParts): Promise<Sheet> {
  const { options, root } = parts;
  for (const name of Object.keys(options)) {
    if (!KNOWN.includes(name)) console.warn(`Parley: there is no option ${name}`);
  }
  const lang = chooseLang([options.lang, ...navigator.languages]);
  const wording = loadWords(lang, import.meta.url, () => ownWords(options.strings));
  dressed(css)(root);
  return new OpenSheet(parts, lang, await wording);
}

/** The host's own words, under the numbers that the build gave. */
async function ownWords(strings: Readonly<Record<string, string>> | undefined): Promise<Partial<Strings>> {
  if (!strings) return {};
  const { numbered } = await loadCode<typeof import("./naming")>("naming", import.meta.url);
  return numbered(strings);
}
