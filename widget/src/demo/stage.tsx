/** The stage, put together. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { RoleShape } from "../ui/shapes";
import { SEATS } from "./cast";
import { Floor } from "./floor";
import { PaneView } from "./paneview";
import { type Shared, StageContext, useStage } from "./shared";
import { Story, Top } from "./top";
import { Travel } from "./travel";
import { followMessages } from "./watch";

export function Stage(shared: Shared): JSX.Element {
  return (
    <StageContext.Provider value={shared}>
      <Inside />
    </StageContext.Provider>
  );
}

function Inside(): JSX.Element {
  const shared = useStage();
  const layer = useRef<HTMLDivElement>(null);
  const { mode } = shared.fit.value;
  const tell = shared.tell.value;
  useEffect(() => (layer.current ? followMessages(shared, new Travel(layer.current)) : undefined), []);
  if (shared.failed.value)
    return (
      <main>
        <h1 class="curtain">{tell("failed")}</h1>
      </main>
    );
  return (
    <div class={`stage is-${mode}`}>
      <section class="head-of-stage" aria-label={tell("title")}>
        <Top />
        <Story />
      </section>
      {mode === "tabs" && <Tabs />}
      <main
        class="panes"
        aria-label={tell("tabs")}
        onScroll={(scroll) => faceFront(shared, scroll.currentTarget)}
      >
        {shared.order.value ? (
          SEATS.map((seat) => <PaneView key={seat} pane={shared.panes[seat]} />)
        ) : (
          <p class="curtain">{tell("loading")}</p>
        )}
      </main>
      <Floor />
      <div class="travel" ref={layer} aria-hidden="true" />
    </div>
  );
}

/** A swipe came to rest, or passes: which side is in front? */
function faceFront({ fit, front }: Shared, panes: HTMLElement): void {
  if (fit.peek().mode !== "tabs") return;
  const seat = SEATS[Math.round(panes.scrollLeft / Math.max(1, panes.clientWidth))];
  if (seat) front.value = seat;
}

/** One side at a time: a tap goes there, and a swipe too. */
function Tabs(): JSX.Element {
  const { panes, front, tell } = useStage();
  const t = tell.value;
  return (
    <nav class="tabs" aria-label={t("tabs")}>
      {SEATS.map((seat) => (
        <button
          type="button"
          key={seat}
          class="tab"
          aria-current={front.value === seat}
          onClick={() => {
            front.value = seat;
            document
              .querySelector(`.pane.seat-${seat}`)
              ?.scrollIntoView({ inline: "start", block: "nearest" });
          }}
        >
          <RoleShape role={seat} />
          <span>{panes[seat].ticket.value?.name ?? t(`seat_${seat}`)}</span>
        </button>
      ))}
    </nav>
  );
}
