/** The list itself: only the rows near the view stand in the page; each is moved to its place, none is drawn for it. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Work } from "../work";
import { Few, type Said, type Spot } from "./few";
import { idOf, RowView } from "./rowview";
import { Slots } from "./slots";
import type { Item } from "./store";
import { HIGH, near, STEP } from "./window";

/** Rows in the page, by their places in the list; the one at which the keyboard stands is always among them. */
function drawnOf(items: readonly Item[], from: number, to: number, here: number): number[] {
  const places = Array.from({ length: to - from }, (_, nth) => from + nth);
  if (here < 0 || (here >= from && here < to)) return places;
  return here < from ? [here, ...places] : [...places, here].filter((at) => at < items.length);
}

export function List({ work }: { work: Work }): JSX.Element {
  const { words, me } = work;
  const { inbox } = work.list.value;
  const box = useRef<HTMLDivElement>(null);
  const [view, look] = useState({ top: 0, height: 900 });
  const at = work.at.value;
  const route = work.route.value;
  const open = route.at === "inbox" ? route.room : null;
  const items = inbox.shown;
  const here = placeOf(items, at);
  const [from, to] = near(view.top, view.height, items.length);
  const places = drawnOf(items, from, to, here);
  const [slots] = useState(() => new Slots());
  const spots = spotsOf(places, slots.of(places.map((nth) => (items[nth] as Item).row.room)));
  const said = useFew(spots, items, [from, to, inbox.view, inbox.filters]);
  useLayoutEffect(() => place(box.current, said, items.length));
  useSight(work, box, look);
  return (
    <div class="inbox-view" ref={box} onScroll={(event) => look(sightOf(event.currentTarget, view))}>
      <div
        role="listbox"
        class="inbox-rows"
        aria-label={words.t(`inbox_view_${inbox.view}`)}
        aria-owns={inOrder(said)}
        onClick={(event) => openAt(work, event.target)}
        onKeyDown={(event) => pressed(event, work)}
      >
        {said.map(({ nth, slot, row, why, gone }) => (
          <RowView
            key={slot}
            slot={slot}
            row={row}
            why={why}
            gone={gone}
            open={row.room === open}
            here={nth === Math.max(0, here)}
            me={me.user}
            words={words}
            now={work.now}
            colours={work.labels.colours.value}
          />
        ))}
      </div>
    </div>
  );
}

const spotsOf = (places: readonly number[], slots: readonly number[]): Spot[] =>
  places.map((nth, at) => ({ nth, slot: slots[at] ?? 0 }));

/** What the rows say, in the order of the page, which never changes: they are moved to their places, not past each other. */
function useFew(spots: readonly Spot[], items: readonly Item[], asked: readonly unknown[]): Said[] {
  const [few] = useState(() => new Few());
  const before = useRef<readonly unknown[]>([]);
  const [, draw] = useState(0);
  const all = asked.some((one, at) => one !== before.current[at]);
  before.current = asked;
  const { said, late } = few.of(spots, items, all);
  useLayoutEffect(() => {
    if (!late) return;
    const next = requestAnimationFrame(() => draw((times) => times + 1));
    return () => cancelAnimationFrame(next);
  });
  return said;
}

/** In the order of the list, for those who hear it. */
const inOrder = (spots: readonly Spot[]): string =>
  [...spots]
    .sort((a, b) => a.nth - b.nth)
    .map(({ slot }) => idOf(slot))
    .join(" ");

const placeOf = (items: readonly Item[], room: string | null): number =>
  room === null ? -1 : items.findIndex(({ row }) => row.room === room);

interface Sight {
  readonly top: number;
  readonly height: number;
}

/** The same as before, as long as the same rows are near it. */
function sightOf(box: HTMLElement, before: Sight): Sight {
  const top = Math.floor(box.scrollTop / (HIGH * STEP)) * HIGH * STEP;
  const { clientHeight: height } = box;
  return top === before.top && height === before.height ? before : { top, height };
}

/** Follows the size of the view, and brings the row into it at which the keyboard arrives. */
function useSight(
  work: Work,
  box: { current: HTMLElement | null },
  look: (how: (held: Sight) => Sight) => void,
): void {
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    const seen = new ResizeObserver(() => look((held) => sightOf(current, held)));
    seen.observe(current);
    return () => seen.disconnect();
  }, []);
  const at = work.at.value;
  useLayoutEffect(() => {
    const nth = placeOf(work.inbox.shown, at);
    const { current } = box;
    if (nth < 0 || !current) return;
    const top = nth * HIGH;
    if (top < current.scrollTop) current.scrollTop = top;
    else if (top + HIGH > current.scrollTop + current.clientHeight)
      current.scrollTop = top + HIGH - current.clientHeight;
    look((held) => sightOf(current, held));
    if (current.contains(document.activeElement))
      current.querySelector<HTMLElement>(`[tabindex="0"]`)?.focus({ preventScroll: true });
  }, [at]);
}

/** Where each row stands, and which of how many it is: said without drawing it. */
function place(box: HTMLElement | null, spots: readonly Spot[], all: number): void {
  const list = box?.firstElementChild as Placed | undefined;
  if (!list) return;
  if (all !== list.parleyOf) list.style.blockSize = `${all * HIGH + FOOT}px`;
  list.parleyOf = all;
  let row = list.firstElementChild as Placed | null;
  for (const { nth } of spots) {
    if (row) put(row, nth, all);
    row = (row?.nextElementSibling ?? null) as Placed | null;
  }
}

function put(row: Placed, nth: number, all: number): void {
  if (row.parleyAt !== nth) {
    row.style.transform = `translateY(${nth * HIGH}px)`;
    row.ariaPosInSet = `${nth + 1}`;
    row.parleyAt = nth;
  }
  if (row.parleyOf !== all) row.ariaSetSize = `${all}`;
  row.parleyOf = all;
}

/** What was said of an element is kept on it: asking the page costs more. */
type Placed = HTMLElement & { parleyAt?: number; parleyOf?: number };

function openAt(work: Work, target: EventTarget | null): void {
  const room = roomAt(target);
  if (room) work.open(room);
}

const roomAt = (target: EventTarget | null): string | null =>
  (target as Element | null)?.closest<HTMLElement>("[data-room]")?.dataset.room ?? null;

/** Below the last row: what stands over the end of the list covers none. */
const FOOT = 72;

/** How far a key goes in the list. */
const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function pressed(event: KeyboardEvent, work: Work): void {
  const by = MOVES[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (by !== undefined) move(work, by);
  else if (event.key === "Enter" || event.key === " ") openAt(work, event.target);
  else return;
  event.preventDefault();
}

/** The keyboard goes to another row, and the list with it. */
export function move(work: Work, by: number): void {
  const items = work.inbox.shown;
  const here = placeOf(items, work.at.peek());
  const nth = Math.min(items.length - 1, Math.max(0, (here < 0 && by > 0 ? -1 : here) + by));
  const next = items[nth];
  if (next) work.at.value = next.row.room;
}
