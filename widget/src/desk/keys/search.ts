/** What a few letters find among labels: whole words first, then letters in their order. Pure. */

/** The lower the better; null: not found. */
export function fitOf(label: string, sought: string): number | null {
  const text = label.toLowerCase();
  const words = sought.toLowerCase().trim();
  if (words === "") return 0;
  const at = text.indexOf(words);
  if (at >= 0) return at === 0 || text[at - 1] === " " ? 0 : 1;
  let from = 0;
  for (const letter of words.replace(/\s/g, "")) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return null;
  }
  return 2;
}

export function found<T extends { readonly label: string }>(all: readonly T[], sought: string): T[] {
  const fits = all.map((one) => ({ one, place: fitOf(one.label, sought) }));
  const hits = fits.filter((hit): hit is { one: T; place: number } => hit.place !== null);
  return hits.sort((a, b) => a.place - b.place).map(({ one }) => one);
}
