/** Under the stage: the disk between the cables, the latest message with its marks, and the promise in numbers. */
import type { JSX } from "preact";
import { PipShape, RoleShape } from "../ui/shapes";
import { bodyText, makeWords, type Strings } from "../ui/words";
import { SEATS, type Seat } from "./cast";
import { known, type Tally, tallied } from "./ledger";
import type { Pane } from "./pane";
import { type Shared, useStage } from "./shared";
import { type Sitter, type Trace, traceOf } from "./trace";

export function Floor(): JSX.Element {
  return (
    <footer class="floor">
      <Rail />
      <Latest />
      <Promised />
    </footer>
  );
}

function Rail(): JSX.Element {
  const { room, tell } = useStage();
  const last = Math.max(0, ...(room.value?.items ?? []).map((item) => item.seq));
  return (
    <div class="rail" aria-hidden="true">
      <span class="disk">
        <b>#{last}</b> {tell.value("disk")}
      </span>
    </div>
  );
}

function Latest(): JSX.Element {
  const shared = useStage();
  const t = shared.tell.value;
  const turn = shared.director.turn.value;
  const trace = traceOf(shared.room.value, sitters(shared));
  return (
    <section class="latest" aria-label={t("trace")}>
      {trace ? <TraceLine trace={trace} /> : <p class="trace">{t("nothing_title")}</p>}
      <p class="why" role="status">
        {turn ? t("your_turn", { name: nameOf(shared, turn) }) : whyText(shared, trace)}
      </p>
    </section>
  );
}

function TraceLine({ trace }: { trace: Trace }): JSX.Element {
  const { lang, tell } = useStage();
  const words = makeWords(lang.value, {} as Strings);
  return (
    <p class="trace">
      <span class="trace-who">
        <RoleShape role={trace.author.role} />
        <bdi>{trace.author.name}</bdi>
      </span>
      <q dir="auto">{bodyText(trace.message.body, words)}</q>
      <span class="trace-marks">
        {trace.marks.map(({ name, role, mark }) => (
          <span key={name} class="trace-mark">
            <PipShape role={role} mark={mark} />
            <span>
              <bdi>{name}</bdi> {tell.value(`mark_${mark}`)}
            </span>
          </span>
        ))}
      </span>
    </p>
  );
}

function whyText({ tell, panes }: Shared, trace: Trace | null): string {
  const t = tell.value;
  const cut = SEATS.map((seat) => panes[seat]).find((pane) => pane.pulled.value && pane.waiting.value > 0);
  if (cut) return t("why_own", { name: cut.ticket.value?.name ?? "" });
  return trace ? t(trace.why, { name: trace.whom }) : t("nothing");
}

function nameOf({ panes }: Shared, seat: Seat): string {
  return panes[seat].ticket.value?.name ?? "";
}

function sitters({ panes }: Shared): Sitter[] {
  return SEATS.map((seat) => {
    const { ticket, pulled, yours, looking } = panes[seat];
    const looks = looking.value && !yours.value;
    return { seat, user: ticket.value?.user ?? "", pulled: pulled.value, yours: yours.value, looking: looks };
  });
}

/** "sent N, each pane has N": counted, never claimed. */
function Promised(): JSX.Element {
  const { panes, tell } = useStage();
  const t = tell.value;
  const all = known(SEATS.map((seat) => panes[seat].ledger.value));
  const counted = SEATS.map((seat) => ({ seat, tally: tallied(panes[seat].ledger.value, all) }));
  const clean = counted.every(({ tally }) => tally.clean);
  const whole = counted.every(({ tally }) => tally.has === tally.due);
  return (
    <section class={`promise ${clean ? "" : "is-broken"}`} aria-label={t("promise")}>
      <p class="counts">
        <b>{t("written", { n: all.size })}</b>
        {counted.map(({ seat, tally }) => (
          <Count key={seat} pane={panes[seat]} tally={tally} all={all.size} />
        ))}
      </p>
      <p class="verdict">{t(clean ? (whole ? "clean" : "catching") : "broken")}</p>
    </section>
  );
}

function Count({ pane, tally, all }: { pane: Pane; tally: Tally; all: number }): JSX.Element {
  const { tell, swapped } = useStage();
  const name = pane.ticket.value?.name ?? "";
  const { has, due } = tally;
  const key = has === due ? "has_all" : "has_some";
  return (
    <span class={`count ${has < due ? "is-behind" : ""}`} data-seat={pane.seat} data-has={has} data-due={due}>
      <RoleShape role={pane.seat} />
      <span>{tell.value(key, { name, n: due, has })}</span>
      {pane.seat === "driver" && swapped.value && due < all && (
        <span class="muted">{tell.value("since")}</span>
      )}
    </span>
  );
}
