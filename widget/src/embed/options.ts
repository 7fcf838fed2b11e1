/** What the page may tell the widget, by `data-*` attributes or `Parley('init', {…})`. */

export interface EmbedOptions {
  server?: string;
  token?: string;
  getToken?: (fresh: boolean) => Promise<string | null>;
  /** What others call a new visitor. */
  name?: string;
  room?: string;
  /** What the workspace calls this place: its own greeting, and the team that answers. */
  widget?: string;
  lang?: string;
  theme?: "light" | "dark" | "auto";
  side?: "left" | "right";
  /** An element, or a selector: the room fills it, and there is no launcher. */
  inline?: string | Element;
  strings?: Record<string, string>;
  /** A soft tone for what arrives unseen; the reader's own choice in the sheet goes first. */
  sound?: Switch;
  /** The number of unread messages in the page's title while nobody looks; on unless told. */
  title?: Switch;
  /** The sheet in a frame on the server's own origin: what this page's scripts cannot read. */
  isolate?: Switch;
}

/** As an attribute says it, or a script. */
export type Switch = "on" | "off" | "" | boolean;

export const EVENTS = ["open", "close", "unread", "ready", "error"] as const;
export type EmbedEvent = (typeof EVENTS)[number];

/** What the first-loaded part and the rest say to each other. */
export interface Sheet {
  /** Of the page's own making: looked at before it is believed. */
  open(what: unknown): void;
  close(): void;
  /** Nothing of this person stays on the device. */
  logout(): Promise<void>;
  destroy(): void;
}

export interface SheetParts {
  root: ShadowRoot;
  launcher: HTMLElement | null;
  options: EmbedOptions & { server: string };
  tell: (event: EmbedEvent, detail?: unknown) => void;
  /** It fills a frame that somebody else opens and closes. */
  framed?: boolean;
}

export function isOn(said: Switch | null | undefined, unless: boolean): boolean {
  if (said === undefined || said === null) return unless;
  return said !== "off" && said !== false;
}
