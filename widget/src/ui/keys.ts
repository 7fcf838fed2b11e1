/** Which key press sends. Enter that ends a composition (Japanese, Chinese, Korean input) never does. */

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** Safari ends the composition before it tells of the key; the press still carries code 229. */
const IN_COMPOSITION = 229;

export function sends(press: KeyPress): boolean {
  if (press.key !== "Enter" || press.shiftKey || press.altKey) return false;
  return !press.isComposing && press.keyCode !== IN_COMPOSITION;
}
