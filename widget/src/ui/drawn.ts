/** Draws the rows near the view alone; what is looked at stays where it is when rows come and go. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useShared } from "./context";
import type { Row } from "./rows";
import { sum, type Window, windowOf } from "./window";

/** How high a row is taken to be that was never drawn: rather too little, so that a view is filled. */
const GUESS = 40;
/** Moved so far, the view has others near it. */
const STEP = 500;

interface Drawn extends Pick<Window, "shown"> {
  /** To be told of every scrolling, and of a view that is higher or lower. */
  readonly moved: (node: HTMLElement) => void;
}

interface Held {
  rows: readonly Row[];
  drawn: readonly Row[];
  /** Where the view stood when it was brought to the end: while it does, nobody has left it. */
  end: number;
  readonly heights: Map<string, number>;
}

type Box = RefObject<HTMLElement | null>;

/** `follows`: is the end to be in view, now that there are other rows than these? */
export function useDrawn(
  box: Box,
  rows: readonly Row[],
  follows: (before: readonly Row[]) => boolean,
): Drawn {
  const sought = useShared().asked.value as { seq?: number } | null;
  const [, move] = useState("");
  const { current: held } = useRef<Held>({ rows: [], drawn: [], end: -1, heights: new Map() });
  const node = box.current;
  const toEnd = !node || isAtEnd(node, held) || (rows !== held.rows && follows(held.rows));
  const [focused, places] = look(node, held);
  const stays = rows.findIndex(({ key }) => places.has(key));
  const stood = places.get(rows[stays]?.key ?? "") ?? 0;
  const heights = rows.map(({ key }) => held.heights.get(key) ?? GUESS);
  const top = toEnd ? 1 / 0 : sum(heights.slice(0, stays + 1)) - stood;
  const found = windowOf(heights, top, node?.clientHeight || 800, (at) => {
    const row = rows[at] as Row;
    // What failed is told aloud, once; who is led to a message finds it.
    return (
      at === stays ||
      row.key === focused ||
      (row.t === "unsent" && row.unsent.state === "failed") ||
      (row.t === "message" && row.item.seq === sought?.seq)
    );
  });
  useLayoutEffect(() => {
    const now = box.current as HTMLElement;
    held.rows = rows;
    held.drawn = found.shown.map(({ at }) => rows[at] as Row);
    const all = rowsIn(now);
    all.forEach((one, i) => {
      one.style.marginTop = `${found.shown[i]?.space ?? found.below}px`;
    });
    const stayed = all[found.shown.findIndex(({ at }) => at === stays)];
    held.end = toEnd ? endOf(now) : -1;
    if (!toEnd && stayed) {
      const off = (): number => bottomOf(stayed, now) - stood;
      now.scrollTop += off();
      // The fraction that no scrolling takes.
      const space = (found.shown[0]?.space ?? 0) - off();
      if (off() ** 2 < 1) (all[0] as HTMLElement).style.marginTop = `${space}px`;
    }
  });
  useEffect(() => keepEnd(box.current as HTMLElement, held));
  return {
    shown: found.shown,
    moved: (view) => move(`${Math.round(view.scrollTop / STEP)} ${view.clientHeight}`),
  };
}

/** Words and parts that come later make rows higher. */
function keepEnd(node: HTMLElement, held: Held): () => void {
  const sized = new ResizeObserver(() => {
    if (node.scrollTop === held.end) held.end = endOf(node);
  });
  for (const one of rowsIn(node)) sized.observe(one);
  return () => sized.disconnect();
}

/** The very end: what is drawn there only now may be higher than it was taken to be. */
function isAtEnd({ clientHeight, scrollHeight, scrollTop }: HTMLElement, { end }: Held): boolean {
  return clientHeight > 0 && (scrollTop === end || scrollHeight - scrollTop - clientHeight < 1);
}

/** Brings the view there; answers where that is. */
function endOf(node: HTMLElement): number {
  node.scrollTop = node.scrollHeight;
  return node.scrollTop;
}

export const edges = (one: Element): DOMRect => one.getBoundingClientRect();

/** From the top of the view, and to the fraction of a pixel: what is rounded away at each drawing would add up. */
const bottomOf = (row: Element, view: Element): number => edges(row).bottom - edges(view).top;

const rowsIn = (node: HTMLElement | null): HTMLElement[] =>
  node ? [...node.querySelectorAll<HTMLElement>(".row")] : [];

/** Notes how high the rows are that stand there; answers which has the focus, and where those end in the view that do not end above it. */
function look(node: HTMLElement | null, { drawn, heights }: Held): [string, Map<string, number>] {
  const places = new Map<string, number>();
  let focused = "";
  const top = node ? edges(node).top : 0;
  rowsIn(node).forEach((one, i) => {
    const { key, t } = drawn[i] ?? {};
    const { height, bottom } = edges(one);
    const end = bottom - top;
    if (!key || !height) return;
    heights.set(key, height);
    if (one.matches(":focus-within")) focused = key;
    // Ends, since a first message may lose its name to an older one. Marks move to other messages when older ones come.
    if (t !== "day" && t !== "new" && end > 0) places.set(key, end);
  });
  return [focused, places];
}
