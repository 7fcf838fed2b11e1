/** What the page may tell the widget, by `data-*` attributes or `Parley('init', {…})`. */

export interface EmbedOptions {
  server?: string;
  token?: string;
  getToken?: (fresh: boolean) => Promise<string | null>;
  room?: string;
  lang?: string;
  theme?: "light" | "dark";
  side?: "left" | "right";
  /** An element, or a selector: the room fills it, and there is no launcher. */
  inline?: string | Element;
  strings?: Record<string, string>;
}

export type EmbedEvent = "open" | "close" | "unread" | "ready" | "error";

/** What the first-loaded part and the rest say to each other. */
export interface Sheet {
  open(room?: string): void;
  close(): void;
  destroy(): void;
}

export interface SheetParts {
  root: ShadowRoot;
  host: HTMLElement;
  launcher: HTMLElement | null;
  options: EmbedOptions & { server: string };
  tell: (event: EmbedEvent, detail?: unknown) => void;
}
