/** What something is called by machines, made of what people call it; and origins out of addresses. Pure. */

const MOST = 32;

/** "Night shift" is `night-shift`; where nothing is left of a name, the first free `<noun>-1`. */
export function slugOf(name: string, noun: string, taken: readonly string[]): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, MOST - 3);
  if (plain && !taken.includes(plain)) return plain;
  for (let n = plain ? 2 : 1; ; n++) {
    const next = `${plain || noun}-${n}`;
    if (!taken.includes(next)) return next;
  }
}

/** One a line, or with commas: addresses of pages become their origins; null where one is none. */
export function originsOf(text: string): string[] | null {
  const said = text.split(/[\s,]+/).filter(Boolean);
  const found = said.map(originOf);
  return found.every((one) => one !== null) ? [...new Set(found)] : null;
}

function originOf(text: string): string | null {
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  try {
    const { origin, hostname } = new URL(whole);
    return hostname.includes(".") || hostname === "localhost" ? origin : null;
  } catch {
    return null;
  }
}

/** What a shop puts into its pages. The page that loads it says who it is by what refers to the script. */
export const snippetOf = (server: string, widget: string): string =>
  `<script async src="${server}/widget.js?widget=${widget}" data-widget="${widget}" referrerpolicy="origin"></script>`;
