/** To the message that was answered: fetched where it is not here yet, brought into view, marked for a moment. */
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Room } from "../../client";
import { useShared } from "../context";

const MARKED_MS = 2_000;
/** Pages of fifty: what is further back is not looked for. */
const MOST_PAGES = 40;

/** Answers what to tell those who do not see it. */
export function useFound(root: RefObject<HTMLElement | null>): string {
  const { asked, words } = useShared();
  const told = useSignal("");
  const ask = asked.value;
  useEffect(() => {
    if (ask?.what !== "original") return;
    told.value = words.t("quote_looking");
    void reach(ask.room, ask.seq).then((here) => {
      if (asked.peek() !== ask) return;
      told.value = words.t(here ? "quote_found" : "quote_far");
      // Once it is drawn, which it is as long as it is asked for.
      requestAnimationFrame(() => {
        if (asked.peek() !== ask) return;
        if (here) show(root.current, ask.seq);
        // With the next frame, which tells of the scrolling before this runs.
        requestAnimationFrame(() => {
          if (asked.peek() === ask) asked.value = null;
        });
      });
    });
  }, [ask]);
  return told.value;
}

/** Pages older entries in until it is here; answers whether it is. */
async function reach(room: Room, seq: number): Promise<boolean> {
  const held = (): boolean => room.state.peek().items.some((item) => item.seq === seq);
  for (let page = 0; page < MOST_PAGES && !held(); page += 1) {
    await quiet(room);
    if (held()) break;
    const before = room.state.peek().items.length;
    await room.history();
    if (room.state.peek().items.length === before) break;
  }
  return held();
}

/** Scrolling may have asked for a page already, and one at a time is fetched. */
function quiet(room: Room): Promise<void> {
  return new Promise((done) => {
    const stop = room.loadingOlder.subscribe((busy) => {
      if (busy) return;
      done();
      queueMicrotask(() => stop());
    });
  });
}

function show(over: HTMLElement | null, seq: number): void {
  const row = over?.closest(".room")?.querySelector<HTMLElement>(`.msg[data-seq="${seq}"]`);
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  row.classList.add("is-found");
  row.querySelector<HTMLElement>(".actions button")?.focus({ preventScroll: true });
  setTimeout(() => row.classList.remove("is-found"), MARKED_MS);
}
