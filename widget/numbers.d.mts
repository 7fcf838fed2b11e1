/** For the tests: what `numbers.mjs` offers. */
export function handsOn(source: string): string[];
export function numbered(code: string, numbers: ReadonlyMap<string, number>): string;
export function give(numbers: Map<string, number>, keys: readonly string[]): void;
export function shortNames(
  numbers: ReadonlyMap<string, number>,
  keys: readonly string[],
): { by: number; text: string };
export function listed(
  table: Readonly<Record<string, string>>,
  numbers: ReadonlyMap<string, number>,
): Record<string, string | string[]>;
