/** The host names the strings that it says in its own words; the build gave most of them numbers. Loaded where it does. */

/** Of every name that has a number, in their order: three characters, different for all names of the page. */
declare const STRING_NAMES: string;
/** With which they are different. */
declare const NAMES_BY: number;

const FORM = /_(zero|one|two|few|many|other)$/;
const WIDTH = 3;

export function numbered(strings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(strings).map(([key, text]) => [placeOf(key), text]));
}

/** `12` for a key that has this number, `12_one` for a form of one that is counted; others keep their names. */
function placeOf(key: string): string {
  const whole = numberOf(key);
  if (whole >= 0) return `${whole}`;
  const form = key.match(FORM)?.[0] ?? "";
  const stem = form ? numberOf(key.slice(0, -form.length)) : -1;
  return stem < 0 ? key : `${stem}${form}`;
}

function numberOf(name: string): number {
  const short = shortOf(name, NAMES_BY);
  for (let at = 0; at < STRING_NAMES.length; at += WIDTH)
    if (STRING_NAMES.startsWith(short, at)) return at / WIDTH;
  return -1;
}

/** As `numbers.mjs` makes them. */
export function shortOf(name: string, by: number): string {
  const sum = [...name].reduce((all, one) => (all * by + one.charCodeAt(0)) % 36 ** WIDTH, 0);
  return sum.toString(36).padStart(WIDTH, "0");
}
