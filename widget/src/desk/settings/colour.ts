/** The house's colour on light and on dark ground: moved until what is written in it can be read. Pure. */

export const LIGHT = "#ffffff";
export const DARK = "#14171e";
/** Text of LOOK: five to one. */
const LEAST = 5;
const STEPS = 50;

type Rgb = readonly [number, number, number];

function rgb(hex: string): Rgb {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0);
  return [r ?? 0, g ?? 0, b ?? 0];
}

const hex = (colour: Rgb): string =>
  `#${colour.map((one) => Math.round(one).toString(16).padStart(2, "0")).join("")}`;

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((one) => {
    const part = one / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(rgb(one)), luminance(rgb(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The same colour where it can be read on this ground, else the nearest one on the way to the other end. */
export function readable(colour: string, ground: string, least = LEAST): string {
  const from = rgb(colour);
  const to = luminance(rgb(ground)) > 0.5 ? 0 : 255;
  for (let step = 0; step <= STEPS; step++) {
    const moved = hex(from.map((one) => one + ((to - one) * step) / STEPS) as unknown as Rgb);
    if (contrast(moved, ground) >= least) return moved;
  }
  return hex([to, to, to]);
}

export const bothOf = (colour: string): { light: string; dark: string } => ({
  light: readable(colour, LIGHT),
  dark: readable(colour, DARK),
});
