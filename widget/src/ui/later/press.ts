/** A long press with a finger opens what the small buttons open: a message's menu, who reacted. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { type Pressed, useShared } from "../context";

const LONG_MS = 450;
const STILL_PX = 10;

export function useLongPress(root: RefObject<HTMLElement | null>): void {
  const { asked, room, pressed } = useShared();
  useEffect(() => {
    const page = root.current?.closest<HTMLElement>(".room");
    if (!page) return;
    const stop = new AbortController();
    const open = (on: HTMLElement): void => {
      const row = on.closest<HTMLElement>(".msg");
      const item = room.state.peek().items.find((one) => one.seq === Number(row?.dataset.seq));
      if (on.matches(".reaction") && item?.kind === "message")
        asked.value = { what: "reacted", room, item, from: on };
      else row?.querySelector<HTMLElement>(".actions button")?.click();
    };
    watch(page, stop.signal, open)(pressed.current);
    return () => stop.abort();
  }, [room]);
}

/** Answers what takes up a press that began before. */
function watch(
  page: HTMLElement,
  signal: AbortSignal,
  open: (on: HTMLElement) => void,
): (began: Pressed | null) => void {
  let timer = 0;
  let from: PointerEvent | null = null;
  let opened = false;
  const end = (): void => {
    clearTimeout(timer);
    from = null;
  };
  const begin = (down: PointerEvent, target = down.target): void => {
    end();
    opened = false;
    const on = whatIs(target);
    if (down.pointerType !== "touch" || !on) return;
    from = down;
    timer = setTimeout(() => {
      opened = true;
      open(on);
    }, LONG_MS) as unknown as number;
  };
  const moved = (move: PointerEvent): void => {
    if (from && Math.hypot(move.clientX - from.clientX, move.clientY - from.clientY) > STILL_PX) end();
  };
  // What the browser does at the end of a long press, and the click of the finger that leaves, are not meant.
  const swallow = (happened: Event): void => {
    if (!opened) return;
    happened.preventDefault();
    if (happened.type === "click" && happened.isTrusted) {
      opened = false;
      happened.stopPropagation();
    }
  };
  page.addEventListener("pointerdown", (down) => begin(down), { signal });
  page.addEventListener("pointermove", moved, { signal });
  for (const kind of ["pointerup", "pointercancel"]) page.addEventListener(kind, end, { signal });
  for (const kind of ["contextmenu", "click"])
    page.addEventListener(kind, swallow, { signal, capture: true });
  return (began) => began && begin(...began);
}

/** A bubble or a reaction; but what stands in a bubble and has a press of its own keeps it. */
function whatIs(target: EventTarget | null): HTMLElement | null {
  const on = target instanceof Element ? target : null;
  if (on?.closest(".reaction")) return on.closest<HTMLElement>(".reaction");
  return on?.closest("a, button, input") ? null : (on?.closest<HTMLElement>(".bubble") ?? null);
}
