/** `data-isolate`: the sheet in a frame on the server's own origin. Same interface as `widget.tsx`, nothing of it inside. */
import css from "../css/isolate.css?text";
import { dressed } from "../ui/dressed";
import { Frame } from "./frame";
import { isOn, type Sheet, type SheetParts } from "./options";
import { FROM_FRAME, type Handed, type ToFrame } from "./said";
import { TitleCount } from "./title";

export async function mount(parts: SheetParts): Promise<Sheet> {
  dressed(css)(parts.root);
  return new IsolatedSheet(parts);
}

class IsolatedSheet implements Sheet {
  readonly #frame: Frame;
  readonly #inside = document.createElement("iframe");
  readonly #gone = new AbortController();
  readonly #home: URL;
  readonly #title = new TitleCount(document);
  readonly #label: string;
  #unseen = 0;
  #begun: Promise<void>;

  constructor(private readonly parts: SheetParts) {
    this.#home = new URL("embed/", parts.options.server.replace(/\/?$/, "/"));
    this.#frame = new Frame(parts, () => this.close());
    this.#inside.title = "Parley";
    this.#label = parts.launcher?.ariaLabel ?? "";
    this.#inside.allow = "clipboard-write";
    this.#inside.src = this.#home.href;
    const { signal } = this.#gone;
    this.#begun = new Promise<void>((loaded) =>
      this.#inside.addEventListener("load", () => loaded(), { signal, once: true }),
    ).then(() => this.#handOver());
    addEventListener("message", (told) => this.#heard(told), { signal });
    document.addEventListener("visibilitychange", () => this.#showTitle(), { signal });
    this.#frame.element.append(this.#inside);
  }

  open(what: unknown): void {
    this.#frame.show();
    this.parts.tell("open");
    this.#inside.focus();
    void this.#begun.then(() => this.#say({ parley: "open", what: plain(what) }));
  }

  close(): void {
    if (!this.parts.launcher) return;
    this.#frame.hide();
    this.parts.tell("close");
  }

  /** Its element has left the page, and what stood in the frame with it: the frame is filled once more, out of sight. */
  async logout(): Promise<void> {
    const told = (what: string): Promise<unknown> =>
      new Promise((done) => this.#inside.addEventListener(what, done, { once: true }));
    const loaded = told("load");
    this.#inside.hidden = true;
    document.documentElement.append(this.#inside);
    await loaded;
    const wiped = told("parley-wiped");
    this.#say({ parley: "begin", options: {}, token: null, renews: false });
    this.#say({ parley: "logout" });
    await wiped;
    this.#inside.remove();
    this.destroy();
  }

  destroy(): void {
    this.#gone.abort();
    this.#frame.remove();
    this.#unread(0);
  }

  // ---- what is said across the border: to that origin alone, and from that frame alone ----

  async #handOver(): Promise<void> {
    const { token, getToken, name, room, widget, lang, theme, strings, sound } = this.parts.options;
    const first = getToken ? await getToken(false).catch(() => undefined) : (token ?? null);
    const options = { name, room, widget, lang, theme, strings: plain(strings), sound } as Handed;
    this.#say({ parley: "begin", options, token: first, renews: Boolean(getToken) });
  }

  #say(what: ToFrame): void {
    this.#inside.contentWindow?.postMessage(what, this.#home.origin);
  }

  #heard({ data, origin, source }: MessageEvent): void {
    if (origin !== this.#home.origin || source !== this.#inside.contentWindow) return;
    if (!FROM_FRAME.includes(data?.parley)) return;
    if (data.parley === "close") this.close();
    else if (data.parley === "unread") this.#unread(Number(data.count) || 0);
    else if (data.parley === "wiped") this.#inside.dispatchEvent(new Event("parley-wiped"));
    else void this.#renew();
  }

  #showTitle(): void {
    this.#title.show(document.hidden && isOn(this.parts.options.title, true) ? this.#unseen : 0);
  }

  #unread(count: number): void {
    const { launcher, tell } = this.parts;
    this.#unseen = count;
    this.#showTitle();
    tell("unread", count);
    if (!launcher) return;
    const badge =
      launcher.querySelector<HTMLElement>(".badge") ?? launcher.appendChild(document.createElement("span"));
    badge.className = "badge";
    badge.hidden = count === 0;
    badge.textContent = String(count);
    launcher.ariaLabel = count > 0 ? `${count}: ${this.#label}` : this.#label;
  }

  async #renew(): Promise<void> {
    const { getToken } = this.parts.options;
    const token = getToken ? await getToken(true).catch(() => undefined) : null;
    this.#say({ parley: "token", token });
  }
}

/** What can cross: no functions, no prototypes. */
function plain(what: unknown): unknown {
  return what === undefined ? undefined : JSON.parse(JSON.stringify(what));
}
