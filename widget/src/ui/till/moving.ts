/** A key that has just come under the finger takes no press until it was seen: a shop answers what it sees. */
import type { RefObject } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { edges } from "../drawn";

/** From seeing something to pressing it, at the quickest. */
const SEEN_MS = 400;
/** More than a line of text, less than a key: moved so far, another key is where one was. */
const FAR = 30;

type Timer = ReturnType<typeof setTimeout> | undefined;

interface Keys {
  readonly x: number;
  readonly y: number;
  readonly timer: Timer;
}

/** To be called by what draws the cards into `board`. */
export function useMoving(board: RefObject<HTMLElement | null>): void {
  const known = useMemo(() => new WeakMap<Element, Keys>(), []);
  useEffect(() => {
    const node = board.current;
    if (!node) return;
    // Told of whatever changes the height of a card, and of the order in which they are drawn anew.
    const sized = new ResizeObserver(() => look(node, known));
    for (const card of node.children) sized.observe(card);
    return () => sized.disconnect();
  });
}

function look(board: HTMLElement, known: WeakMap<Element, Keys>): void {
  const top = edges(board).top - board.scrollTop;
  for (const keys of board.querySelectorAll(".card > .keys")) {
    const card = keys.parentElement as HTMLElement;
    const { left: x, top: from } = edges(keys);
    const y = from - top;
    const was = known.get(card);
    const timer = was && Math.hypot(x - was.x, y - was.y) < FAR ? was.timer : hold(card, was?.timer);
    known.set(card, { x, y, timer });
  }
}

function hold(card: HTMLElement, before: Timer): Timer {
  clearTimeout(before);
  card.dataset.moved = "";
  return setTimeout(() => delete card.dataset.moved, SEEN_MS);
}
