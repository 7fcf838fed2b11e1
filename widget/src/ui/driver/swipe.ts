/** A finger that wipes sideways over the room goes to the order beside this one. */
import { useEffect, useRef } from "preact/hooks";

const FAR_PX = 72;
const SOON_MS = 700;
/** What moves sideways by itself, or is written in. */
const OWN = "nav, textarea, .phrases, .facts, .people, .surface, dialog";

/** `step` 1: the next one. The room is found around `inside`; without `step` nothing is heard. */
export function useSwipe(inside: { current: HTMLElement | null }, step: ((by: 1 | -1) => void) | null): void {
  const latest = useRef(step);
  latest.current = step;
  useEffect(() => {
    const room = inside.current?.closest<HTMLElement>(".room");
    if (!room) return;
    const stop = new AbortController();
    let from: { x: number; y: number; at: number } | null = null;
    room.addEventListener(
      "touchstart",
      ({ touches: [touch, second], target, timeStamp: at }) => {
        const own = target instanceof Element && target.closest(OWN);
        from = touch && !second && !own ? { x: touch.clientX, y: touch.clientY, at } : null;
      },
      { passive: true, signal: stop.signal },
    );
    room.addEventListener(
      "touchend",
      ({ changedTouches: [touch], timeStamp }) => {
        if (!from || !touch || timeStamp - from.at > SOON_MS) return;
        const by = sideways(touch.clientX - from.x, touch.clientY - from.y, room.dir === "rtl");
        if (by !== 0) latest.current?.(by);
      },
      { passive: true, signal: stop.signal },
    );
    return () => stop.abort();
  }, [step !== null]);
}

/** To the next order the content moves towards the line's beginning. */
export function sideways(dx: number, dy: number, rtl: boolean): 1 | -1 | 0 {
  if (Math.abs(dx) < FAR_PX || Math.abs(dx) < 2 * Math.abs(dy)) return 0;
  return dx < 0 !== rtl ? 1 : -1;
}
