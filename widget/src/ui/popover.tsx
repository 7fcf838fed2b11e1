/** Something small that floats beside its button: closed by Escape, by a press elsewhere, by leaving it with Tab. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface PopoverParts {
  label: string;
  button: ComponentChildren;
  class?: string;
  /** Which edge of the button it lines up with. */
  align?: "start" | "end";
  children: (close: () => void) => ComponentChildren;
}

const ROOM_ABOVE = 220;

export function Popover({ label, button, children, align = "end", ...rest }: PopoverParts): JSX.Element {
  const [open, setOpen] = useState<"up" | "down" | null>(null);
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
        <div class={`pop-card pop-${open} pop-${align}`} role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </span>
  );
}

function placeFor(root: HTMLElement | null): "up" | "down" {
  const scroller = root?.closest(".timeline");
  if (!root || !scroller) return "down";
  return root.getBoundingClientRect().top - scroller.getBoundingClientRect().top > ROOM_ABOVE ? "up" : "down";
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
