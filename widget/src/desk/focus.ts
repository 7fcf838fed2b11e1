/** Where the focus goes when what had it is gone: to the nearest place from which one goes on, never to nowhere. */
import { useEffect, useRef } from "preact/hooks";
import type { Route } from "./route";

export const focusOn = (place: string): void => document.querySelector<HTMLElement>(place)?.focus();

/** At the list, above its rows: among them the list would hold its order, and where one searches a phone would open its keys. */
export const AT_LIST = '.view[aria-pressed="true"]';

/** What had the focus may go when this changes: then it goes to this place. */
export function useFocusAfter(change: string | null, place: string): void {
  const first = useRef(true);
  useEffect(() => {
    if (!first.current && document.activeElement === document.body) focusOn(place);
    first.current = false;
  }, [change]);
}

/** With the page goes what had the focus there: the new page has it then, or the room that opened, or the list. */
export function useFocusOf(route: Route): void {
  const room = route.at === "inbox" && route.room !== null;
  const inbox = room ? ".col-room" : AT_LIST;
  useFocusAfter(`${route.at} ${room}`, route.at === "inbox" ? inbox : ".desk-page");
}
