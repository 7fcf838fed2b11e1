/** Where a card stands beside what opened it, and where an arrow key leads among its items. Pure. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 6;
const EDGE = 8;

/** Below what opened it where there is room, else above, else as far inside as it goes; never out of `within`. */
export function place(from: Box, card: Pick<Box, "width" | "height">, within: Box): { x: number; y: number } {
  const below = from.top + from.height + GAP - within.top;
  const above = from.top - GAP - card.height - within.top;
  const fitsBelow = below + card.height <= within.height - EDGE;
  const y = fitsBelow || above < EDGE ? below : above;
  // Away from the nearer side.
  const right = from.left + from.width / 2 - within.left > within.width / 2;
  const x = right ? from.left + from.width - card.width - within.left : from.left - within.left;
  return { x: clamp(x, within.width - card.width), y: clamp(y, within.height - card.height) };
}

function clamp(at: number, most: number): number {
  return Math.round(Math.max(EDGE, Math.min(at, most - EDGE)));
}

/** Which of these boxes the key leads to from the one at `at`; null for a key that leads nowhere. */
export function step(boxes: readonly Box[], at: number, key: string): number | null {
  const last = boxes.length - 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key === "ArrowRight") return at < last ? at + 1 : 0;
  if (key === "ArrowLeft") return at > 0 ? at - 1 : last;
  if (key === "ArrowDown") return across(boxes, at, 1);
  return key === "ArrowUp" ? across(boxes, at, -1) : null;
}

/** The nearest item of the next row in this direction; from the last row around to the first. */
function across(boxes: readonly Box[], at: number, way: 1 | -1): number {
  const here = boxes[at];
  if (!here) return way > 0 ? 0 : boxes.length - 1;
  const tops = [...new Set(boxes.map((box) => box.top))].sort((a, b) => a - b);
  const row = tops[(tops.indexOf(here.top) + way + tops.length) % tops.length];
  const middle = (box: Box): number => box.left + box.width / 2;
  const far = (box: Box): number => Math.abs(middle(box) - middle(here));
  const inRow = boxes.flatMap((box, i) => (box.top === row ? [i] : []));
  const distance = (i: number): number => far(boxes[i] ?? here);
  return inRow.reduce((best, i) => (distance(i) < distance(best) ? i : best), inRow[0] ?? at);
}
