/** Who stands at the till, and whether a shift is on: kept on this device, told to nobody. */

const KEY = "parley.till";

export interface Shift {
  readonly on: boolean;
  /** Empty where nobody said. */
  readonly name: string;
}

export const NO_SHIFT: Shift = { on: false, name: "" };

export function keptShift(): Shift {
  try {
    const { on, name } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Shift>;
    return { on: on === true, name: typeof name === "string" ? name : "" };
  } catch {
    return NO_SHIFT;
  }
}

export function keepShift(shift: Shift): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(shift));
  } catch {
    // Then it holds as long as the page.
  }
}
