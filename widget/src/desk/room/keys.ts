/** The keys of what is done with a room. The label and the hint on a button are made from the same line. */

export const KEYS = {
  take: "t",
  accept: "a",
  decline: "x",
  hand: "h",
  release: "u",
  resolve: "e",
  join: "i",
  snooze: "z",
  due: "f",
  label: "l",
  priority: "p",
  dismiss: "w",
  write: "r",
  note: "n",
  audience: "mod+i",
} as const;

export type ActName = keyof typeof KEYS;

const APPLE = /Mac|iPhone|iPad/;

/** As it stands on the keys of this device: "H", "Ctrl I", "⌘ I". */
export function keyText(key: string, platform: string): string {
  const mod = APPLE.test(platform) ? "⌘" : "Ctrl";
  return key
    .split("+")
    .map((part) => (part === "mod" ? mod : part.toUpperCase()))
    .join(" ");
}
