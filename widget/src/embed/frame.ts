/** The sheet's element: where it stands, how it opens over the page, where the focus goes and comes back to. */
import { followKeyboard } from "../ui/viewport";
import type { SheetParts } from "./options";

const PHONE = "(max-width: 520px)";
/** Where one writes or chooses; on a touch screen the keyboard would cover what one came to read. */
const FIRST = "textarea, .room-list button, .first-take button";

export class Frame {
  readonly element: HTMLElement;
  readonly #dialog: HTMLDialogElement | null = null;
  readonly #phone = matchMedia(PHONE);
  readonly #gone = new AbortController();
  readonly #still: () => void;

  /** `wayBack` is what Escape, or the system's own way back, does. */
  constructor(
    private readonly parts: SheetParts,
    wayBack: () => void,
  ) {
    const { launcher, options, root } = parts;
    this.element = document.createElement(launcher ? "dialog" : "section");
    if (launcher) this.#dialog = this.element as HTMLDialogElement;
    this.element.className = `parley ${launcher ? `sheet-frame ${options.side ?? ""}` : "inline-frame"}`;
    if (options.theme) this.element.dataset.theme = options.theme;
    this.element.hidden = true;
    this.element.tabIndex = -1;
    this.element.autofocus = true;
    this.#listen(wayBack);
    this.#still = followKeyboard(this.element);
    root.append(this.element);
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  /** Does somebody look at what stands in it? */
  get looking(): boolean {
    return this.open && !document.hidden && document.hasFocus();
  }

  show(): void {
    const dialog = this.#dialog;
    this.element.hidden = false;
    if (!dialog?.isConnected || dialog.open) return;
    // On a phone it is all there is to see: the browser keeps the focus in it, and the page behind it still.
    if (this.#phone.matches) dialog.showModal();
    else dialog.show();
  }

  hide(): void {
    this.#dialog?.close();
    this.element.hidden = true;
    const { launcher, root } = this.parts;
    // It went back to whatever opened the sheet; where nothing did, to the launcher.
    const held = root.activeElement;
    if (held ? this.element.contains(held) : document.activeElement === document.body) launcher?.focus();
  }

  /** To where one goes on: called when what stands in the sheet has changed. */
  focus(): void {
    if (!this.#dialog && !this.parts.framed) return;
    const first = matchMedia("(pointer: coarse)").matches
      ? null
      : this.element.querySelector<HTMLElement>(FIRST);
    (first ?? this.element).focus();
  }

  remove(): void {
    this.#gone.abort();
    this.#still();
    this.element.remove();
  }

  #listen(wayBack: () => void): void {
    const { signal } = this.#gone;
    this.element.addEventListener(
      "keydown",
      (press) => {
        if (press.key !== "Escape" || press.defaultPrevented) return;
        press.preventDefault();
        wayBack();
      },
      { signal },
    );
    this.element.addEventListener(
      "cancel",
      (asked) => {
        asked.preventDefault();
        wayBack();
      },
      { signal },
    );
    this.#phone.addEventListener("change", () => this.#again(), { signal });
  }

  /** The window became a phone's, or wide again, while the sheet is open. */
  #again(): void {
    if (!this.#dialog?.open) return;
    const held = this.parts.root.activeElement as HTMLElement | null;
    this.#dialog.close();
    this.show();
    held?.focus();
  }
}
