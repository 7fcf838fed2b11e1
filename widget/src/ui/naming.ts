/** A file's name and size as people read them. Pure. */

/** Where a name may be cut: before its last letters and its ending, which are always seen. */
export function partsOf(name: string): [stem: string, tail: string] {
  // Signs that are not seen, or that turn the direction of writing, could make an ending look like another.
  const seen = name.replace(/\p{C}/gu, "");
  const tail = seen.match(/(?<=.)[\w -]{0,4}\.[a-z0-9]{1,16}$/i)?.[0] ?? "";
  return [seen.slice(0, seen.length - tail.length), tail];
}

/** `PDF`, or nothing where the name does not say. */
export function kindWord(name: string): string {
  return (name.match(/[^.]\.([a-z0-9]{1,8})$/i)?.[1] ?? "").toUpperCase();
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** `183 kB`, in the reader's language. */
export function sizeText(bytes: number, lang: string): string {
  const power = Math.min(3, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const [unit, value] = [UNITS[power], bytes / 1024 ** power];
  const options = { style: "unit", unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 } as const;
  return new Intl.NumberFormat(lang, { ...options, ...(unit && { unit }) }).format(value);
}
