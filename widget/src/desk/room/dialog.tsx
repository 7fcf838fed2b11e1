/** A window of the browser's own over the page: the focus stays inside, Escape closes it, and the focus goes back. */
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { CloseButton } from "../../ui/icons";
import type { Words } from "../../ui/words";

export interface DialogParts {
  readonly title: string;
  readonly words: Words;
  close(): void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, words, close, children }: DialogParts): JSX.Element {
  const node = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const { current } = node;
    current?.showModal();
    current?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => current?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press beside it closes it; by key Escape does
    <dialog
      ref={node}
      class="desk-dialog"
      dir={words.dir}
      aria-labelledby="desk-dialog-title"
      onClose={close}
      onClick={(press: MouseEvent) => press.target === node.current && close()}
    >
      <div class="desk-dialog-card">
        <div class="sheet-head">
          <h2 id="desk-dialog-title">{title}</h2>
          <CloseButton label={words.t("close")} act={close} />
        </div>
        {children}
      </div>
    </dialog>
  );
}
