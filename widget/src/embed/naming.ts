/** The host names the strings that it says in its own words; the build gave most of them numbers. Loaded where it does. */

declare const STRING_NAMES: readonly string[];

const FORM = /_(zero|one|two|few|many|other)$/;

export function numbered(strings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(strings).map(([key, text]) => [placeOf(key), text]));
}

/** `12` for a key that has this number, `12_one` for a form of one that is counted; others keep their names. */
function placeOf(key: string): string {
  const form = STRING_NAMES.includes(key) ? "" : (key.match(FORM)?.[0] ?? "");
  const at = STRING_NAMES.indexOf(form ? key.slice(0, -form.length) : key);
  return at < 0 ? key : `${at}${form}`;
}
