/** Does it sound here? The page says how it begins; the reader's own choice goes first, and stays on the device. */
import type { Signal } from "@preact/signals-core";

const KEY = "parley.sound";

/** Null: not looked up yet. */
export type Sound = Signal<boolean | null>;

export function heardNow(sound: Sound, unless: boolean): boolean {
  if (sound.peek() === null) sound.value = stored() ?? unless;
  return sound.value ?? unless;
}

export function choose(sound: Sound, on: boolean): void {
  sound.value = on;
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // Then it holds as long as the page.
  }
}

function stored(): boolean | null {
  try {
    const said = localStorage.getItem(KEY);
    return said === null ? null : said === "on";
  } catch {
    return null;
  }
}
