/** One side of the order: whose it is, their device with a live session in it, and the cable below. */
import type { JSX } from "preact";
import { RoleShape } from "../ui/shapes";
import type { Seat, Ticket } from "./cast";
import { known, tallied } from "./ledger";
import type { Pane } from "./pane";
import { useStage } from "./shared";

export function PaneView({ pane }: { pane: Pane }): JSX.Element {
  const { tell, director } = useStage();
  const { seat, yours, pulled } = pane;
  const classes = ["pane", `seat-${seat}`, yours.value ? "is-yours" : "", pulled.value ? "is-pulled" : ""];
  const title = tell.value(`frame_${seat}`);
  return (
    <section class={[...classes, director.turn.value === seat ? "is-turn" : ""].join(" ")} aria-label={title}>
      <Bar pane={pane} />
      <div class="device">
        {(seat === "customer" || seat === "agent") && <Chrome seat={seat} />}
        <div class="screen">
          <Screen pane={pane} title={title} />
        </div>
        <div class="glow" aria-hidden="true" />
      </div>
      <Wire pane={pane} />
    </section>
  );
}

function Bar({ pane }: { pane: Pane }): JSX.Element {
  const { tell } = useStage();
  const t = tell.value;
  const { seat, yours } = pane;
  const name = pane.ticket.value?.name ?? "";
  return (
    <div class="bar">
      <h2 class="who">
        <RoleShape role={seat} />
        <bdi>{name}</bdi>
        <span class="muted">{t(`seat_${seat}`)}</span>
      </h2>
      <button
        type="button"
        class="badge"
        aria-pressed={yours.value}
        title={t(yours.value ? "hand_back" : "take_over", { name })}
        onClick={() => (yours.value = !yours.value)}
      >
        {t(yours.value ? "yours" : "on_script")}
      </button>
    </div>
  );
}

/** What stands around a page in a browser's window. */
function Chrome({ seat }: { seat: Seat }): JSX.Element {
  const { tell } = useStage();
  return (
    <div class="chrome" aria-hidden="true">
      <i />
      <i />
      <i />
      <span>{seat === "customer" ? "sakura-diner.example/orders/1042" : tell.value("support_title")}</span>
    </div>
  );
}

function Screen({ pane, title }: { pane: Pane; title: string }): JSX.Element | null {
  const { order, lang, dark } = useStage();
  const ticket = pane.ticket.value;
  if (!ticket || !order.value) return null;
  const src = addressOf(ticket, order.value.room, lang.value, dark.value);
  return (
    <iframe
      key={src}
      class="page"
      title={`${title}: ${ticket.name}`}
      src={src}
      onLoad={(load) => void pane.loaded(load.currentTarget)}
    />
  );
}

function addressOf(ticket: Ticket, room: string, lang: string, dark: boolean): string {
  // Who drives at night has a dark screen in any theme.
  const theme = dark || ticket.view === "driver" ? "dark" : "light";
  const link = new URLSearchParams({ t: ticket.token, room, view: ticket.view, lang, theme });
  if (ticket.observe) link.set("observe", "1");
  return `${ticket.view === "customer" ? "/demo/shop" : "/r/"}#${link}`;
}

/** The cable to the room: it can be pulled, and says what waits at either end. */
function Wire({ pane }: { pane: Pane }): JSX.Element {
  const { tell, panes } = useStage();
  const t = tell.value;
  const { pulled, waiting, ledger, handle } = pane;
  const ledgers = Object.values(panes).map((one) => one.ledger.value);
  const { due, has } = tallied(ledger.value, known(ledgers));
  const behind = due - has;
  const name = pane.ticket.value?.name ?? "";
  return (
    <div class="wire">
      <span class="wire-count" role="status">
        {waiting.value > 0 && pulled.value ? t("unsent", { n: waiting.value }) : ""}
      </span>
      <button
        type="button"
        class="plug"
        role="switch"
        aria-checked={!pulled.value}
        aria-label={`${t("cable_of", { name })}: ${t(pulled.value ? "plug" : "pull")}`}
        disabled={handle.value === null || ledger.value.first === null}
        onClick={() => pane.pull(!pulled.value)}
      >
        <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
          <path d="M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0ZM12 17v4" />
        </svg>
        <span>{t(pulled.value ? "plug" : "pull")}</span>
      </button>
      <span class="wire-count" role="status">
        {behind > 0 && pulled.value ? t("behind", { n: behind }) : ""}
      </span>
    </div>
  );
}
