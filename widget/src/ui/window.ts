/** Which rows of a long conversation are drawn: those around the view, and the few that are kept; the rest is space. */

/** Drawn so far above and below the view, in pixels: further than a flick goes between two frames. */
const AHEAD = 1500;

export interface Window {
  /** In order: the row's place in the list, and how high the rows are that are left out right before it. */
  readonly shown: readonly { readonly at: number; readonly space: number }[];
  /** How high the rows are that are left out at the end. */
  readonly below: number;
}

/** `top` is where the view begins, from the top of the first row; beyond the end means at the end. */
export function windowOf(
  heights: readonly number[],
  top: number,
  view: number,
  kept: (at: number) => boolean,
): Window {
  const end = Math.min(top + view, sum(heights));
  const shown: { at: number; space: number }[] = [];
  let y = 0;
  let below = 0;
  heights.forEach((height, at) => {
    y += height;
    below += height;
    if (!kept(at) && (y <= end - view - AHEAD || y - height >= end + AHEAD)) return;
    shown.push({ at, space: below - height });
    below = 0;
  });
  return { shown, below };
}

export const sum = (heights: readonly number[]): number => heights.reduce((all, height) => all + height, 0);
