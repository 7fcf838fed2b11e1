/** The one script tag: the launcher and the global `Parley`. Everything else is loaded on the first open. */
import css from "../css/loader.css?text";
import { makeLauncher } from "./launcher";
import type { EmbedEvent, EmbedOptions, Sheet, SheetParts } from "./options";

declare const WIDGET_VERSION: string;

type Args = [name: string, ...rest: never[]];
type Listener = (detail?: unknown) => void;
interface Global {
  (...args: Args): void;
  q?: Args[];
  on?: true;
}

class Embed {
  #options: EmbedOptions = {};
  readonly #listeners = new Map<string, Set<Listener>>();
  #host: HTMLElement | null = null;
  #launcher: HTMLElement | null = null;
  #sheet: Promise<Sheet> | null = null;
  #opened = false;

  /** `home` is where the script came from: the server, unless `data-server` says otherwise. */
  constructor(private readonly home: string) {}

  init(change: EmbedOptions = {}): void {
    this.destroy();
    this.#options = { ...this.#options, ...change };
    this.#build();
  }

  login(change: EmbedOptions): void {
    this.init(change);
  }

  logout(): void {
    const { token: _, getToken: __, room: ___, ...rest } = this.#options;
    this.#options = rest;
    this.destroy();
  }

  open({ room }: { room?: string } = {}): void {
    const host = this.#host ?? this.#build();
    this.#sheet ??= this.#load(host).catch((problem: unknown) => {
      this.#sheet = null;
      this.#tell("error", problem);
      throw problem;
    });
    this.#sheet.then((sheet) => sheet.open(room)).catch(() => undefined);
  }

  close(): void {
    void this.#sheet?.then((sheet) => sheet.close());
  }

  toggle(): void {
    if (this.#opened) this.close();
    else this.open();
  }

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(listener));
  }

  off(event: string, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener);
  }

  destroy(): void {
    void this.#sheet?.then((sheet) => sheet.destroy());
    this.#host?.remove();
    this.#host = this.#launcher = this.#sheet = null;
    this.#opened = false;
  }

  #build(): HTMLElement {
    const { inline } = this.#options;
    const into = typeof inline === "string" ? document.querySelector(inline) : inline;
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "open" });
    const styles = new CSSStyleSheet();
    styles.replaceSync(css);
    root.adoptedStyleSheets = [styles];
    this.#host = host;
    if (into) host.className = "inline";
    else this.#launcher = makeLauncher(this.#options, () => this.toggle());
    if (this.#launcher) root.append(this.#launcher);
    (into ?? document.body).append(host);
    if (into) this.open();
    return host;
  }

  async #load(host: HTMLElement): Promise<Sheet> {
    const options = { ...this.#options, server: this.#options.server ?? this.home };
    const root = host.shadowRoot as ShadowRoot;
    const from = `${this.home}static/widget/widget.js?v=${WIDGET_VERSION}`;
    const rest = (await import(from)) as { mount(parts: SheetParts): Promise<Sheet> };
    return rest.mount({
      root,
      host,
      launcher: this.#launcher,
      options,
      tell: (...what) => this.#tell(...what),
    });
  }

  #tell(event: EmbedEvent, detail?: unknown): void {
    if (event === "open" || event === "close") this.#opened = event === "open";
    this.#launcher?.setAttribute("aria-expanded", String(this.#opened));
    for (const listener of this.#listeners.get(event) ?? []) listener(detail);
  }
}

const ACTS = ["init", "open", "close", "toggle", "login", "logout", "on", "off", "destroy"];

function boot(script: HTMLScriptElement, page: { Parley?: Global }): void {
  if (page.Parley?.on) return;
  const embed = new Embed(new URL(".", script.src).href);
  const acts = embed as unknown as Record<string, (...args: never[]) => void>;
  const call: Global = (name, ...args) => {
    if (ACTS.includes(name)) acts[name]?.(...args);
  };
  const waiting = page.Parley?.q ?? [];
  call.on = true;
  page.Parley = call;
  const said = { ...script.dataset } as EmbedOptions;
  const begin = (): void => {
    if (said.token || said.room) embed.init(said);
    for (const args of waiting) call(...args);
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin, { once: true });
}

boot(document.currentScript as HTMLScriptElement, window as { Parley?: Global });
