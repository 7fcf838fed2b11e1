/** The demo's first page: sets the stage, and keeps it over a reload. */
import { computed, effect, signal } from "@preact/signals";
import { render } from "preact";
import type { RoomState } from "../core/state";
import type { Lang } from "../core/wire";
import { chooseLang } from "../ui/words";
import { type Order, SEATS, type Seat, sitting } from "./cast";
import { Director } from "./director";
import { fitTo } from "./fit";
import { newOrder, takeStep } from "./host";
import { keep, load } from "./kept";
import { speedOf } from "./pace";
import { Pane } from "./pane";
import type { Shared } from "./shared";
import { Stage } from "./stage";
import { tellIn } from "./words";

/** How long the replaced driver's screen says so before the phone of the next one is shown. */
const FAREWELL_MS = 1_600;

function makeShared(): Shared {
  const kept = load();
  const query = new URLSearchParams(location.search);
  const lang = signal<Lang>(chooseLang([query.get("lang"), kept.lang, ...navigator.languages]));
  const night = matchMedia("(prefers-color-scheme: dark)").matches;
  const panes = Object.fromEntries(SEATS.map((seat) => [seat, new Pane(seat)])) as Record<Seat, Pane>;
  const order = signal<Order | null>(null);
  const room = computed(() => bestInformed(panes));
  const factor = speedOf(location.search);
  const director = new Director({
    panes,
    factor,
    room: () => order.peek()?.room ?? "",
    lang: () => lang.peek(),
    moved: (at) => keep({ at }),
  });
  const shared: Shared = {
    order,
    panes,
    director,
    lang,
    room,
    failed: signal(false),
    dark: signal(query.has("theme") ? query.get("theme") === "dark" : (kept.dark ?? night)),
    fit: signal(fitTo(innerWidth, innerHeight)),
    front: signal<Seat>("customer"),
    tell: computed(() => tellIn(lang.value)),
    swapped: computed(() =>
      (room.value?.items ?? []).some((item) => item.kind === "join" && item.body.replaces),
    ),
    restart: () => void open(shared, null).then(() => director.play()),
    speak: (next) => void speak(shared, next),
  };
  return shared;
}

/** The room as the pane sees it that has most of it. */
function bestInformed(panes: Readonly<Record<Seat, Pane>>): RoomState | null {
  const seats = [panes.merchant, panes.customer, panes.agent];
  const states = seats.flatMap((pane) => (pane.state.value ? [pane.state.value] : []));
  const last = (state: RoomState): number => state.items.at(-1)?.seq ?? 0;
  return states.reduce<RoomState | null>((best, one) => (best && last(best) >= last(one) ? best : one), null);
}

/** Sets the stage for an order: a kept one if the server still knows it, else a new one. */
async function open(shared: Shared, kept: Order | null): Promise<void> {
  const { director, order, lang, panes, failed } = shared;
  try {
    const next = kept && (await stillThere(kept)) ? kept : await newOrder(lang.peek());
    if (next !== kept) director.rewind();
    for (const seat of SEATS) panes[seat].clear();
    order.value = next;
    keep({ order: next, lang: lang.peek() });
    for (const seat of SEATS) panes[seat].ticket.value = sitting(next, seat, false) ?? null;
  } catch {
    failed.value = true;
  }
}

async function stillThere(order: Order): Promise<boolean> {
  const [first] = order.panes;
  const answer = await fetch(`/v1/rooms/${order.room}`, {
    headers: { authorization: `Bearer ${first?.token}` },
  });
  return answer.ok;
}

/** Another language: the order system speaks it too; an order that has not begun is made anew. */
async function speak(shared: Shared, lang: Lang): Promise<void> {
  if (shared.lang.peek() === lang) return;
  shared.lang.value = lang;
  keep({ lang });
  const order = shared.order.peek();
  if (!order || shared.director.phase.peek() === "ready") return open(shared, null);
  await takeStep(order.room, "language", lang);
}

function followSwap({ swapped, panes, order, director }: Shared): void {
  effect(() => {
    const now = order.value;
    if (!now || !swapped.value) return;
    const next = sitting(now, "driver", true);
    const wait = panes.driver.handle.peek() && director.phase.peek() === "playing" ? FAREWELL_MS : 0;
    setTimeout(() => {
      if (panes.driver.ticket.peek() === next || order.peek() !== now) return;
      panes.driver.clear();
      panes.driver.ticket.value = next ?? null;
    }, wait);
  });
}

function dress({ lang, dark, fit, tell }: Shared): void {
  const { documentElement: html, body } = document;
  let told = false;
  effect(() => {
    html.lang = lang.value;
    document.title = tell.value("page");
    body.dataset.theme = dark.value ? "dark" : "light";
    if (told) keep({ dark: dark.value });
    told = true;
  });
  effect(() => body.style.setProperty("--scale", String(fit.value.scale)));
  addEventListener("resize", () => {
    fit.value = fitTo(innerWidth, innerHeight);
  });
}

async function begin(): Promise<void> {
  const root = document.getElementById("stage");
  if (!root) return;
  const shared = makeShared();
  const { order = null, at = 0 } = load();
  dress(shared);
  followSwap(shared);
  render(<Stage {...shared} />, root);
  await open(shared, order);
  if (order && shared.order.peek()?.room === order.room) shared.director.resume(at);
}

void begin();
