/** Everything that can be done, searched by its name; each with its key. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Words } from "../../ui/words";
import type { Action, Actions } from "./actions";
import { found } from "./search";

export interface PaletteParts {
  readonly actions: Actions;
  readonly words: Words;
  /** What a search finds besides: rooms. */
  readonly more: (sought: string) => readonly Action[];
  readonly close: () => void;
}

const MAC = /Mac|iPhone|iPad/;

/** As it stands on the keys: "⌘ K" or "Ctrl K", "G I", "⇧ J" for a capital. */
export function keyText(key: string, device = navigator.userAgent): string {
  const mod = MAC.test(device) ? "⌘" : "Ctrl";
  const named: Record<string, string> = { mod, Escape: "Esc", ArrowDown: "↓", ArrowUp: "↑", alt: "Alt" };
  return key
    .split(/[ +](?=.)/)
    .map((one) => named[one] ?? (/^[A-Z]$/.test(one) ? `⇧ ${one}` : one.toUpperCase()))
    .join(" ");
}

const optionId = (at: number): string => `palette-${at}`;

export function Palette({ actions, words, more, close }: PaletteParts): JSX.Element {
  const [sought, seek] = useState("");
  const [at, move] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const hits: readonly Action[] = [...found(actions.open, sought), ...(sought ? more(sought) : [])];
  const here = Math.min(at, hits.length - 1);
  useLayoutEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
    document.getElementById(optionId(here))?.scrollIntoView({ block: "nearest" });
  }, [here]);
  const run = (action: Action | undefined): void => {
    if (!action) return;
    dialog.current?.close();
    close();
    action.run();
  };
  const pressed = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || (!by && event.key !== "Enter")) return;
    event.preventDefault();
    if (by) move((here + by + hits.length) % Math.max(1, hits.length));
    else run(hits[here]);
  };
  return (
    <dialog class="palette" ref={dialog} aria-label={words.t("desk_actions")} onClose={close}>
      <input
        type="text"
        class="palette-sought"
        role="combobox"
        dir="auto"
        aria-label={words.t("desk_actions_seek")}
        placeholder={words.t("desk_actions_seek")}
        aria-expanded={hits.length > 0}
        aria-controls={hits.length > 0 ? "palette-list" : undefined}
        aria-activedescendant={hits.length > 0 ? optionId(here) : undefined}
        autocomplete="off"
        value={sought}
        onInput={(event) => {
          seek(event.currentTarget.value);
          move(0);
        }}
        onKeyDown={pressed}
      />
      <Hits hits={hits} here={here} words={words} run={run} />
    </dialog>
  );
}

interface HitsParts {
  readonly hits: readonly Action[];
  readonly here: number;
  readonly words: Words;
  readonly run: (action: Action) => void;
}

function Hits({ hits, here, words, run }: HitsParts): JSX.Element {
  if (hits.length === 0) return <p class="palette-none muted">{words.t("desk_actions_none")}</p>;
  return (
    <div role="listbox" id="palette-list" class="palette-list" aria-label={words.t("desk_actions")}>
      {hits.map((one, at) => (
        <div
          key={one.id}
          role="option"
          id={optionId(at)}
          class="palette-one"
          tabIndex={-1}
          aria-selected={at === here}
          onClick={() => run(one)}
          onKeyDown={(event) => event.key === "Enter" && run(one)}
        >
          <bdi>{one.label}</bdi>
          {one.key && <kbd>{keyText(one.key)}</kbd>}
        </div>
      ))}
    </div>
  );
}
