/** Where things are put in another order, whoever goes by keyboard stays on the same one. */
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** To be called by what draws the things in `place`: what is moved there loses the focus, and gets it back. */
export function useFocusKept(place: RefObject<HTMLElement | null>): void {
  // While this is drawn, the order before still stands.
  const held = place.current?.querySelector<HTMLElement>(":focus");
  useLayoutEffect(() => {
    if (!held?.matches(":focus")) held?.focus({ preventScroll: true });
  });
}
