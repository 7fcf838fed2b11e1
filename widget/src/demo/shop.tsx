/** A shop's order page, as any website would have it: its own design, Parley's one script tag, and a room inside. */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { render } from "preact";
import type { RoomState } from "../core/state";
import type { Handle } from "./cast";
import { storyOf } from "./story";

type Parley = ((...args: unknown[]) => void) & { q?: unknown[][] };
type Page = Window & { Parley?: Parley; parley?: Handle };

const TEXTS = {
  en: {
    shop: "Sakura Diner",
    arrives: "Arrives about",
    was: "promised for {eta}",
    done: "Delivered",
    items: "2 tonkotsu ramen, 1 gyoza",
    sum: "¥3,240",
    steps: ["Kitchen", "Courier", "Your door"],
    lost: "This page belongs to the demo: open it from there.",
  },
  ja: {
    shop: "さくら食堂",
    arrives: "お届け予定",
    was: "お約束は{eta}",
    done: "お届け済み",
    items: "とんこつラーメン2、餃子1",
    sum: "3,240円",
    steps: ["調理", "配達", "お届け"],
    lost: "これはデモの中のページです。デモからお開きください。",
  },
} as const;

type Texts = (typeof TEXTS)["en" | "ja"];

function Shop({ state, texts }: { state: Signal<RoomState | null>; texts: Texts }): JSX.Element {
  const begun = storyOf(state.value);
  const eta = etaOf(state.value);
  const first = firstEta.value;
  const done = begun.has("delivered");
  const late = first !== "" && eta !== first;
  const reached = [begun.has("accepted"), begun.has("picked_up"), begun.has("delivered")];
  return (
    <>
      <header class="shop-head">
        <svg viewBox="0 0 48 48" class="bowl" aria-hidden="true">
          <path d="M6 24h36c0 9-6 15-12 16v2H18v-2C12 39 6 33 6 24Z" />
          <path class="steam" d="M17 19c-3-4 3-6 0-11M24 19c-3-4 3-6 0-11M31 19c-3-4 3-6 0-11" />
        </svg>
        <b>{texts.shop}</b>
        <p class="basket">
          {texts.items} <span>{texts.sum}</span>
        </p>
      </header>
      <section class="eta" aria-live="polite">
        <p class={`eta-time ${late ? "is-late" : ""} ${done ? "is-done" : ""}`}>
          <span>{done ? texts.done : texts.arrives}</span>
          {!done && <b>{eta}</b>}
          {!done && late && <s>{texts.was.replace("{eta}", first)}</s>}
        </p>
        <ol class="way">
          {texts.steps.map((step, i) => (
            <li key={step} class={reached[i] ? "reached" : ""}>
              {step}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

const firstEta = signal("");

function etaOf(state: RoomState | null): string {
  const eta = state?.facts.find((fact) => fact.key === "eta")?.value ?? "";
  if (eta && !firstEta.peek()) firstEta.value = eta;
  return eta;
}

function embed(page: Page, ticket: URLSearchParams, told: (handle: Handle) => void): void {
  // The two lines of the README: a queue until the script is here, then the room in a place of our choice.
  page.Parley ??= Object.assign((...args: unknown[]) => void page.Parley?.q?.push(args), { q: [] });
  page.Parley("on", "ready", told);
  page.Parley("init", {
    token: ticket.get("t"),
    room: ticket.get("room"),
    lang: ticket.get("lang"),
    theme: ticket.get("theme"),
    inline: "#talk",
  });
}

function begin(page: Page): void {
  const root = document.getElementById("shop");
  const ticket = new URLSearchParams(location.hash.slice(1));
  const lang = ticket.get("lang") === "ja" ? "ja" : "en";
  const texts = TEXTS[lang];
  const state = signal<RoomState | null>(null);
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = ticket.get("theme") ?? "light";
  document.title = texts.shop;
  if (!root) return;
  if (!ticket.has("t")) return render(<h1 class="lost">{texts.lost}</h1>, root);
  render(<Shop state={state} texts={texts} />, root);
  embed(page, ticket, (handle) => {
    page.parley = handle;
    handle.room.state.subscribe((now) => {
      state.value = now;
    });
  });
}

begin(window as Page);
