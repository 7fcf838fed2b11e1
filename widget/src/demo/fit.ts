/** How large the four devices are drawn: whole and side by side where they fit, one at a time where they do not. */

export interface Fit {
  readonly mode: "wide" | "tabs";
  readonly scale: number;
}

/** What the four devices want together, in their own pixels; and the least they can live with. */
const WANT = 1_640;
const LEAST = 1_380;
const MARGINS = 96;
/** Below this, rather narrower devices than smaller letters. */
const LEGIBLE = 0.82;

export function fitTo(width: number, height: number): Fit {
  if (width < 900 || height < 540) return { mode: "tabs", scale: 1 };
  const space = width - MARGINS;
  const scale = Math.max(space / WANT, Math.min(LEGIBLE, space / LEAST));
  return { mode: "wide", scale: Math.min(1, Math.round(scale * 1000) / 1000) };
}
