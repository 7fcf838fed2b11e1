/** Which keys mean what: single ones, several after each other ("g i"), and those with Ctrl or ⌘. Pure. */

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

/** A pause this long between two keys ends a sequence. */
export const PAUSE_MS = 1_200;

const BARE = new Set(["Shift", "Control", "Alt", "Meta", "CapsLock", "Dead", "Process", "Unidentified"]);

/** The name of a press: "j", "?", "Escape", "mod+k". Null: it is none by itself. */
export function keyOf({ key, ctrlKey, metaKey, altKey, isComposing }: Press): string | null {
  if (isComposing || BARE.has(key)) return null;
  const named = key === " " ? "Space" : key;
  if (ctrlKey || metaKey) return `mod+${named.toLowerCase()}`;
  return altKey ? `alt+${named}` : named;
}

/** Does it mean the same where one writes? */
export const isFree = (key: string): boolean => key === "Escape" || /^(mod|alt)\+/.test(key);

export interface Step {
  /** What the next press goes on from. */
  readonly held: string;
  /** The keys that are complete now. */
  readonly hit: string | null;
}

/** What a press does after those before it, among the keys that mean something. */
export function step(held: string, key: string, keys: readonly string[]): Step {
  const whole = held ? `${held} ${key}` : key;
  if (keys.includes(whole)) return { held: "", hit: whole };
  if (keys.some((one) => one.startsWith(`${whole} `))) return { held: whole, hit: null };
  // What leads nowhere begins anew.
  return held ? step("", key, keys) : { held: "", hit: null };
}
