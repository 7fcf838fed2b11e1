/** The one script tag: the launcher and the global `Parley`. Everything else is loaded on the first open. */
import css from "../css/loader.css?text";
import { dressWith } from "../ui/dress";
import { makeLauncher } from "./launcher";
import { type EmbedEvent, type EmbedOptions, EVENTS, isOn, type Sheet, type SheetParts } from "./options";

declare const WIDGET_VERSION: string;

type Args = readonly [name: string, ...rest: never[]];
type Listener = (detail?: unknown) => void;
interface Global {
  (...args: Args): void;
  q?: Args[];
  live?: true;
}

class Embed {
  #listeners: [event: string, listener: Listener][] = [];
  #host: HTMLElement | null = null;
  #launcher: HTMLElement | null = null;
  #sheet: Promise<Sheet> | null = null;
  #opened = false;

  /** `home` is where the script came from: the server, unless `data-server` says otherwise. */
  constructor(
    private readonly home: string,
    private options: EmbedOptions,
    private readonly nonce: string,
  ) {}

  init(change?: { [K in keyof EmbedOptions]: EmbedOptions[K] | null }): void {
    if (change && typeof change !== "object") throw "takes {}";
    this.#leave();
    this.options = own(this.options, change);
    this.#build();
  }

  login(change: EmbedOptions): void {
    const opened = this.#opened;
    this.init(change);
    if (opened) this.open();
  }

  logout(): void {
    const opened = this.#sheet ?? (kept(this.options.isolate) && this.#load(this.#host ?? this.#build()));
    this.#sheet = null;
    if (opened) opened.then((sheet) => sheet.logout()).catch(warn);
    this.init({ token: null, getToken: null, room: null });
  }

  open(what?: unknown): void {
    const host = this.#host ?? this.#build();
    if (!host.isConnected) this.#place(host);
    this.#sheet ??= this.#load(host);
    this.#sheet
      .then((sheet) => sheet.open(what))
      .catch((problem: unknown) => {
        this.#sheet = null;
        this.#tell("error", problem);
        warn(problem);
      });
  }

  close(): void {
    this.#sheet?.then((sheet) => sheet.close());
  }

  toggle(): void {
    if (this.#opened) this.close();
    else this.open();
  }

  on(event: EmbedEvent, listener: Listener): void {
    if (!EVENTS.includes(event) || typeof listener !== "function") throw `takes ${EVENTS}`;
    this.#listeners.push([event, listener]);
  }

  off(event: string, listener: Listener): void {
    this.#listeners = this.#listeners.filter((held) => held[0] !== event || held[1] !== listener);
  }

  destroy(): void {
    this.#leave();
    this.#listeners = [];
  }

  #leave(): void {
    this.#sheet?.then((sheet) => sheet.destroy());
    this.#host?.remove();
    this.#host = this.#launcher = this.#sheet = null;
    this.#opened = false;
  }

  #build(): HTMLElement {
    const host = document.createElement("parley-widget");
    this.#place(host);
    this.#host = host;
    const root = host.attachShadow({ mode: "open" });
    dressWith(root, css, this.nonce);
    if (this.options.inline) {
      host.className = "inline";
      this.open();
    } else {
      this.#launcher = makeLauncher(this.options, () => this.toggle());
      root.append(this.#launcher);
    }
    return host;
  }

  /** Beside the body, not in it: pages that swap their body keep it, and an open conversation goes on. */
  #place(host: HTMLElement): void {
    const { inline } = this.options;
    const into = typeof inline === "string" ? document.querySelector(inline) : inline;
    if (inline && !into) throw `no element ${inline}`;
    (into || document.documentElement).append(host);
  }

  async #load(host: HTMLElement): Promise<Sheet> {
    const options = own({ server: this.home }, this.options) as SheetParts["options"];
    const part = isOn(options.isolate, false) ? "isolate" : "widget";
    const from = `${this.home}static/widget/${part}.js?v=${WIDGET_VERSION}`;
    const { mount } = (await import(from)) as { mount(parts: SheetParts): Promise<Sheet> };
    return mount({
      root: host.shadowRoot as ShadowRoot,
      launcher: this.#launcher,
      options,
      tell: (...what) => this.#host === host && this.#tell(...what),
    });
  }

  #tell(event: EmbedEvent, detail?: unknown): void {
    if (event === "open" || event === "close") this.#opened = event === "open";
    this.#launcher?.setAttribute("aria-expanded", `${this.#opened}`);
    // Later, so that what a listener throws is the page's own and stops nothing here.
    for (const [name, listener] of this.#listeners)
      if (name === event) queueMicrotask(() => listener(detail));
  }
}

const ACTS = Object.getOwnPropertyNames(Embed.prototype).slice(1);

/** Without a prototype: whatever other scripts hung onto theirs is no option of ours. */
function own(...all: unknown[]): EmbedOptions {
  return Object.assign(Object.create(null), ...all);
}

function warn(...what: unknown[]): void {
  console.warn("Parley:", ...what);
}

/** Did somebody who was here leave something on this device? What a frame keeps, only the frame can tell. */
function kept(framed: EmbedOptions["isolate"]): EmbedOptions["isolate"] {
  try {
    return framed || JSON.stringify(localStorage).includes("parley.");
  } catch {
    return false;
  }
}

function boot(script: HTMLScriptElement, page: { Parley?: Global }): void {
  const stub = page.Parley;
  if (stub?.live) return warn("loaded twice");
  const said = own(script.dataset);
  const acts = new Embed(new URL(".", script.src).href, said, script.nonce) as unknown as Record<
    string,
    (...args: readonly never[]) => void
  >;
  let waiting: Args[] | null = [...(stub?.q ?? [])];
  const call: Global = (...args) => {
    if (waiting) return void waiting.push(args);
    const [name, ...rest] = args;
    try {
      if (!ACTS.includes(name)) throw `takes ${ACTS}`;
      acts[name]?.(...rest);
    } catch (problem) {
      warn(name, problem);
    }
  };
  call.live = true;
  page.Parley = call;
  const begin = (): void => {
    const early = waiting ?? [];
    waiting = null;
    // A page that brought its own queue says by itself when to begin.
    if (!stub || said.token || said.room) call("init");
    for (const args of early) call(...args);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
}

boot(document.currentScript as HTMLScriptElement, window as { Parley?: Global });
