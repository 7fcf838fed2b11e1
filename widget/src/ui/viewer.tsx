/** One picture, as large as the screen; the others of the room beside it. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Item } from "../core/state";
import { type FileParts, personOf, useShared } from "./context";
import { FileName } from "./filename";
import { Chevron } from "./glyphs";
import { CloseButton, Icon } from "./icons";
import { save } from "./keep";
import { usePicture } from "./seeing";

interface Shown extends FileParts {
  readonly item?: Item;
}

/** Every picture of these entries, in order. */
export function picturesIn(items: readonly Item[]): Shown[] {
  return items.flatMap((item): Shown[] => {
    if (item.kind !== "message" || item.redacted || !("type" in item.body) || item.body.type !== "file")
      return [];
    const { more = [], ...first } = item.body;
    return [first, ...more].filter(({ width }) => width).map((file) => ({ ...file, item }));
  });
}

export function Viewer({ first, close }: { first: FileParts; close: () => void }): JSX.Element {
  const { room, words } = useShared();
  const box = useRef<HTMLDialogElement>(null);
  const at = useSignal(first.file);
  const found = picturesIn(room.state.value.items);
  const all = found.some(({ file }) => file === first.file) ? found : [first];
  const index = Math.max(
    0,
    all.findIndex(({ file }) => file === at.value),
  );
  const shown: Shown = all[index] ?? first;
  useLayoutEffect(() => box.current?.showModal(), []);
  const go = (by: number): void => {
    at.value = all[index + by]?.file ?? at.value;
  };
  const onKey = (press: KeyboardEvent): void => {
    if (press.key === "ArrowLeft") go(-1);
    if (press.key === "ArrowRight") go(1);
    if (press.key !== "Escape") return;
    // Escape closes this alone, not the sheet around it.
    press.preventDefault();
    box.current?.close();
  };
  return (
    <dialog
      ref={box}
      class="viewer"
      aria-label={words.t("viewer", { n: index + 1, all: all.length })}
      onKeyDown={onKey}
      onClose={close}
      onClick={(press) => press.target === press.currentTarget && box.current?.close()}
    >
      <Bar shown={shown} close={() => box.current?.close()} />
      <Large key={shown.file} {...shown} />
      {all.length > 1 && (
        <div class="viewer-steps">
          <Step label={words.t("viewer_before")} off={index === 0} act={() => go(-1)} />
          <span aria-live="polite">{words.t("viewer_place", { n: index + 1, all: all.length })}</span>
          <Step label={words.t("viewer_next")} off={index === all.length - 1} act={() => go(1)} />
        </div>
      )}
    </dialog>
  );
}

function Bar({ shown, close }: { shown: Shown; close: () => void }): JSX.Element {
  const { room, words } = useShared();
  const { item, name } = shown;
  const who = item?.kind === "message" ? personOf(room, item.by, item.author, words).name : null;
  return (
    <div class="viewer-bar">
      <div>
        <FileName name={name} />
        {item && (
          <small>
            <bdi>{who}</bdi> · <time>{words.time(item.at)}</time>
          </small>
        )}
      </div>
      <CloseButton label={words.t("close")} act={close} />
    </div>
  );
}

/** The whole picture; until it is here, the small one. */
function Large(file: Shown): JSX.Element {
  const { words } = useShared();
  const { cid: _, ...stored } = file;
  const small = usePicture(stored, true).picture;
  const { picture: whole, again } = usePicture(stored, true, "whole");
  const best = whole.t === "here" ? whole : small;
  return (
    <>
      <div class="viewer-stage">
        {best.t === "here" && <img src={best.url} alt={words.t("picture", { name: file.name })} />}
      </div>
      {whole.t === "here" ? (
        <button type="button" class="viewer-save" onClick={() => save(whole.url, file.name)}>
          <Icon name="down" />
          {words.t("viewer_save")}
        </button>
      ) : (
        <p class="viewer-save" role="status">
          {whole.t !== "loading" && words.t(whole.t === "gone" ? "file_gone" : "file_failed")}
          {whole.t === "failed" && (
            <button type="button" class="link" onClick={again}>
              {words.t("file_again")}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function Step({ label, off, act }: { label: string; off: boolean; act: () => void }): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={label} disabled={off} onClick={act}>
      <Chevron />
    </button>
  );
}
