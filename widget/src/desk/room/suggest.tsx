/** A list above where one writes, gone through by keys while the text keeps the focus. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export interface Suggestion {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly full: string;
}

export interface SuggestParts {
  readonly id: string;
  readonly label: string;
  readonly all: readonly Suggestion[];
  readonly at: number;
  readonly none: string;
  pick(one: Suggestion): void;
}

export function Suggest({ id, label, all, at, none, pick }: SuggestParts): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <div class="suggest">
      {all.length > 0 && (
        <div ref={list} id={id} role="listbox" aria-label={label} class="suggest-list">
          {all.map((one, place) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are heard by the text, which keeps the focus
            <div
              key={one.key}
              id={`${id}-${place}`}
              role="option"
              tabIndex={-1}
              aria-selected={place === at}
              class="suggest-one"
              onPointerDown={(down: PointerEvent) => down.preventDefault()}
              onClick={() => pick(one)}
            >
              <b dir="auto">{one.title}</b>
              <span class="muted" dir="auto">
                {one.detail}
              </span>
            </div>
          ))}
        </div>
      )}
      {all.length === 0 && <p class="suggest-none muted">{none}</p>}
    </div>
  );
}

/** Where a key leads in a list of so many; null where it means nothing there. */
export function stepped(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at + count - 1) % count;
  return null;
}
