/** What the launcher opens: a sheet with the room, inside the shadow root. Loaded on the first open. */
import css from "../css/embed.css?text";
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
  const wording = loadWords(lang, import.meta.url, (options.strings ?? {}) as Partial<Strings>);
  dressed(css)(root);
  return new OpenSheet(parts, lang, await wording);
}
