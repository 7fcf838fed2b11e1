/** Something small that floats beside its button: closed by Escape, by a press elsewhere, by leaving it with Tab. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface PopoverParts {
  label: string;
  button: ComponentChildren;
  class?: string;
  children: (close: () => void) => ComponentChildren;
}

const ROOM_ABOVE = 220;

export function Popover({ label, button, children, ...rest }: PopoverParts): JSX.Element {
  const [open, setOpen] = useState<string | null>(null);
  const root = useRef<HTMLSpanElement>(null);
  const close = (): void => {
    setOpen(null);
    root.current?.querySelector("button")?.focus();
  };
  useEffect(() => (open ? closeOnOutside(root.current, () => setOpen(null)) : undefined), [open]);
  const toggle = (): void => setOpen(open ? null : placeFor(root.current));
  return (
    <span
      ref={root}
      class={`pop ${rest.class ?? ""}`}
      onKeyDown={(press) => {
        if (press.key !== "Escape" || !open) return;
        press.stopPropagation();
        // A sheet that fills a phone is a dialog, which closes by itself otherwise.
        press.preventDefault();
        close();
      }}
    >
      <button
        type="button"
        class="pop-button"
        aria-label={label}
        aria-expanded={open !== null}
        onClick={toggle}
      >
        {button}
      </button>
      {open && (
        <div class={`pop-card ${open}`} role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </span>
  );
}

/** Towards where there is room: up unless it would be cut off, and away from the nearer side. */
function placeFor(root: HTMLElement | null): string {
  const scroller = root?.closest(".timeline");
  if (!root || !scroller) return "pop-down pop-leftwards";
  const own = root.getBoundingClientRect();
  const box = scroller.getBoundingClientRect();
  const upright = own.top - box.top > ROOM_ABOVE ? "pop-up" : "pop-down";
  return `${upright} ${own.left - box.left > box.width / 2 ? "pop-leftwards" : "pop-rightwards"}`;
}

function closeOnOutside(root: HTMLElement | null, close: () => void): () => void {
  const stop = new AbortController();
  const outside = (happened: Event): void => {
    if (root && !happened.composedPath().includes(root)) close();
  };
  const page = root?.getRootNode() ?? document;
  for (const kind of ["pointerdown", "focusin"])
    page.addEventListener(kind, outside, { signal: stop.signal });
  document.addEventListener("pointerdown", outside, { signal: stop.signal });
  return () => stop.abort();
}
