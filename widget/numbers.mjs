/** Strings by number: what code says in `words.t("key")` is a number there, and in its file the text needs no name. */

export const PLURAL = /_(zero|one|two|few|many|other)$/;
/** `words.t("key")`, `words.n(late ? "key" : "another", 3)`. */
const SAYS =
  /(\.[tn]\(\s*(?:(?:(?!\s\?\s)[^(),]|\([^()]*\))*\s\?\s+)?)"(\w+)"(?:(\s+:\s+)"(\w+)")?(?=\s*[,)])/g;
const PUTS_TOGETHER = /\.[tn]\(\s*`[^`]*`/g;
const HANDS_ON = /\w+\.[tn]\(\s*[^)]*/g;

/** What this source says in a way that cannot be read here: such keys keep their names. */
export function handsOn(source) {
  return source.replace(SAYS, "").replace(PUTS_TOGETHER, "").match(HANDS_ON) ?? [];
}

/** The code, with numbers for the keys that have one. */
export function numbered(code, numbers) {
  const told = (key) => numbers.get(key) ?? `"${key}"`;
  return code.replace(
    SAYS,
    (_, before, one, or, other) => before + told(one) + (other ? or + told(other) : ""),
  );
}

/** Gives each of these keys that has none the next number: first to those that are not counted, so that they stand in a row. */
export function give(numbers, keys) {
  const counted = keys.filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, ""));
  for (const key of [...keys.filter((one) => !PLURAL.test(one)), ...counted])
    if (!numbers.has(key)) numbers.set(key, numbers.size);
}

/** The name of a string in its file: `key_one` may be `12_one`. */
export function place(key, numbers) {
  const form = numbers.has(key) ? "" : (key.match(PLURAL)?.[0] ?? "");
  const number = numbers.get(form ? key.slice(0, -form.length) : key);
  return number === undefined ? key : `${number}${form}`;
}

/** As `embed/naming.ts` finds them. */
function shortOf(name, by) {
  const sum = [...name].reduce((all, one) => (all * by + one.charCodeAt(0)) % 36 ** 3, 0);
  return sum.toString(36).padStart(3, "0");
}

/** The names that have numbers, in three characters each: such that no key of the page can be taken for another. */
export function shortNames(numbers, keys) {
  const all = new Set(keys.flatMap((key) => [key, key.replace(PLURAL, "")]));
  for (let by = 37; ; by += 2) {
    if (new Set([...all].map((name) => shortOf(name, by))).size < all.size) continue;
    return { by, text: [...numbers.keys()].map((name) => shortOf(name, by)).join("") };
  }
}

/** Of what is counted, a form that says what `_other` says is left out; `_other` stands under the bare number. */
function spoken(table, numbers) {
  const told = (key, text) => {
    const at = place(key, numbers);
    const counted = /^\d+_/.test(at);
    if (counted && key.endsWith("_other")) return [[at.replace(PLURAL, ""), text]];
    return counted && table[key.replace(PLURAL, "_other")] === text ? [] : [[at, text]];
  };
  return Object.entries(table).flatMap(([key, text]) => told(key, text));
}

/** A file of strings: those in a row stand in one list, under the number of its first. */
export function listed(table, numbers) {
  const named = spoken(table, numbers);
  const lists = {};
  let row = Number.NaN;
  for (const [name, text] of named.filter(([one]) => /^\d+$/.test(one)).sort(([a], [b]) => a - b)) {
    const next = lists[row]?.length + row === Number(name);
    if (!next) row = Number(name);
    lists[row] = next ? [...lists[row], text] : [text];
  }
  return { ...lists, ...Object.fromEntries(named.filter(([name]) => !/^\d+$/.test(name))) };
}
