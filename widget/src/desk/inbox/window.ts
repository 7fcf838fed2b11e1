/** Which rows of a long list stand in the page. Pure. */

/** Each is as high as any other. */
export const HIGH = 56;
/** The view is looked at in steps of so many rows: within one, scrolling draws nothing. */
export const STEP = 3;
/** Rows above and below the view that are drawn, too. */
const BEYOND = 2;
/** However high the screen is. */
const MOST = 58;

/** The first row and the one after the last, for a view that begins at `top`. */
export function near(top: number, height: number, all: number): [number, number] {
  const first = Math.floor(top / HIGH) - BEYOND;
  const rows = Math.min(MOST, Math.ceil(height / HIGH) + STEP + 2 * BEYOND);
  const from = Math.max(0, Math.min(first, all - rows));
  return [from, Math.min(all, from + rows)];
}
