/** A menu or a list beside what opened it, or a sheet from below: the focus stays inside until it is closed. */
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useShared } from "../context";
import { CloseButton } from "../icons";
import { place, step } from "./placing";
import { useClose } from "./reader";

export interface SurfaceParts {
  kind: "menu" | "list" | "sheet";
  label: string;
  children: ComponentChildren;
}

const STOPS = "button:not(:disabled), input, textarea, a[href], [tabindex='0']";

export function Surface({ kind, label, children }: SurfaceParts): JSX.Element {
  const card = useRef<HTMLDivElement>(null);
  const close = useClose();
  usePlace(card, kind);
  useLayoutEffect(() => {
    const first = card.current?.querySelector<HTMLElement>("[data-first]") ?? stops(card.current)[0];
    (first ?? card.current)?.focus();
  }, []);
  useEscape(close);
  const onKey = (press: KeyboardEvent): void => {
    if (kind === "menu" && press.key === "Tab") close();
    else if (!(kind === "menu" ? arrow(card.current, press) : around(card.current, press))) return;
    press.preventDefault();
    press.stopPropagation();
  };
  return (
    <>
      {/* biome-ignore lint/a11y: a press beside it closes it; by key Escape does */}
      <div class="veil" onClick={() => close()} />
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a label */}
      <div
        ref={card}
        class={`surface is-${kind}`}
        role={kind === "menu" ? "menu" : "dialog"}
        aria-label={label}
        tabIndex={-1}
        onKeyDown={onKey}
      >
        {children}
      </div>
    </>
  );
}

/** Wherever the focus is: a press beside the card may have taken it away. Before the widget hears of it, which would close. */
function useEscape(close: () => void): void {
  useLayoutEffect(() => {
    const stop = new AbortController();
    const heard = (press: KeyboardEvent): void => {
      if (press.key !== "Escape" || press.isComposing) return;
      press.preventDefault();
      press.stopPropagation();
      close();
    };
    addEventListener("keydown", heard, { signal: stop.signal, capture: true });
    return () => stop.abort();
  }, []);
}

/** The line on top of a sheet: what it is, and how to close it. */
export function Head({ title }: { title: string }): JSX.Element {
  const { words } = useShared();
  const close = useClose();
  return (
    <div class="sheet-head">
      <h2>{title}</h2>
      <CloseButton label={words.t("close")} act={() => close()} />
    </div>
  );
}

function stops(card: HTMLElement | null): HTMLElement[] {
  return [...(card?.querySelectorAll<HTMLElement>(STOPS) ?? [])];
}

function focused(card: HTMLElement): Element | null {
  return (card.getRootNode() as Document | ShadowRoot).activeElement;
}

/** Moves among the items of a menu; answers whether the key meant that. */
function arrow(card: HTMLElement | null, press: KeyboardEvent): boolean {
  if (!card) return false;
  const items = stops(card);
  const boxes = items.map((item) => item.getBoundingClientRect());
  const next = step(boxes, items.indexOf(focused(card) as HTMLElement), press.key);
  if (next === null) return false;
  items[next]?.focus();
  return true;
}

/** From the last stop of a sheet to the first, and back. */
function around(card: HTMLElement | null, press: KeyboardEvent): boolean {
  if (!card || press.key !== "Tab") return false;
  const all = stops(card);
  const [first, last] = [all[0], all.at(-1)];
  const edge = press.shiftKey ? first : last;
  if (focused(card) !== edge && focused(card) !== card) return false;
  (press.shiftKey ? last : first)?.focus();
  return true;
}

/** Beside what opened it where there is a mouse; from below where there are thumbs, and for what is large. */
function usePlace(card: { current: HTMLElement | null }, kind: SurfaceParts["kind"]): void {
  const { asked } = useShared();
  useLayoutEffect(() => {
    const node = card.current;
    const over = node?.parentElement;
    const from = asked.peek()?.from;
    if (!node || !over || !from?.isConnected || kind === "sheet" || matchMedia("(hover: none)").matches)
      return;
    node.classList.add("beside");
    const { x, y } = place(
      from.getBoundingClientRect(),
      { width: node.offsetWidth, height: node.offsetHeight },
      over.getBoundingClientRect(),
    );
    // Through the CSSOM, which a strict content policy allows.
    node.style.setProperty("--x", `${x}px`);
    node.style.setProperty("--y", `${y}px`);
  });
}
