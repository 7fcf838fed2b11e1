/** Where a state is played: the real page over a scripted network, and the hands of the person before it. */
import type { ClientFrame, Joined, Role, ServerFrame, Summary, Welcome } from "../src/core/wire";
import type { Answer, Reply, Wire } from "./network";
import { AT, OPERATOR, PHRASES, ROOM, welcome } from "./scene";
import { type StillClock, settle } from "./timers";

declare const ROOM_JS: string;
declare const ROOM_CSS: string;

export interface Address {
  readonly lang: "en" | "ja" | "pseudo";
  readonly theme: "light" | "dark";
}

/** What the server says to a frame; undefined: what it usually says. */
export type Script = (frame: ClientFrame) => readonly ServerFrame[] | undefined;

/** What the server knows and does in one state; what is left out is as usual. */
export interface Scene {
  readonly me?: readonly [user: string, role: Role, name: string];
  readonly rooms: readonly Joined[];
  /** The list of rooms in `welcome`. */
  readonly list?: readonly Summary[];
  readonly welcome?: Partial<Welcome>;
  /** Answers to frames, before the usual ones; undefined: as usual. */
  readonly reply?: Script;
  /** Answers to requests, before the usual ones; undefined: as usual. */
  readonly http?: (method: string, path: string, body: unknown) => Answer | null | undefined;
}

export const ANN = ["ann", "customer", "Ann"] as const;
const PATIENCE_MS = 8_000;

export class Stage {
  constructor(
    readonly wire: Wire,
    readonly clock: StillClock,
    readonly address: Address,
    private readonly realTimeout: typeof setTimeout,
  ) {}

  /** From here on this window has the scripted network and clock: the state's own, and a frame's inside it. */
  enters(page: typeof globalThis): void {
    this.wire.install(page);
    this.clock.install(page);
  }

  // ---- what is shown ----

  /** The room page, opened by a link. */
  async room(scene: Scene, link: Record<string, string> = {}): Promise<void> {
    this.answers(scene);
    const styles = Object.assign(document.createElement("link"), { rel: "stylesheet", href: ROOM_CSS });
    const styled = new Promise((loaded) => styles.addEventListener("load", loaded));
    document.head.append(styles);
    await styled;
    document.body.className = "parley";
    const main = Object.assign(document.createElement("main"), { id: "room" });
    document.body.append(main);
    const [user] = scene.me ?? ANN;
    const ticket = {
      t: tokenOf(user),
      room: ROOM,
      view: "customer",
      lang: this.#lang,
      theme: this.address.theme,
    };
    const fields = new URLSearchParams({ ...ticket, ...link });
    for (const [name, value] of Object.entries(link)) if (value === "") fields.delete(name);
    history.replaceState(null, "", `#${fields}`);
    await import(new URL(ROOM_JS, location.href).href);
    await this.find(".room > *, .till > *, .gone, .gate, .skeleton");
    await settle();
  }

  /** A shop's page with the script tag; nothing is open yet. */
  async shop(scene: Scene, data: Record<string, string> = {}): Promise<void> {
    this.answers(scene);
    document.body.append(...shopParts());
    document.body.dataset.theme = this.address.theme;
    document.documentElement.style.colorScheme = this.address.theme;
    // Said outright: what judges contrast takes a page that says nothing for white.
    document.documentElement.style.background = "Canvas";
    const script = document.createElement("script");
    const [user] = scene.me ?? ANN;
    const tag = { token: tokenOf(user), room: ROOM, lang: this.#lang, theme: this.address.theme, ...data };
    for (const [name, value] of Object.entries(tag)) if (value !== "") script.dataset[name] = value;
    script.src = "widget.js";
    document.body.append(script);
    await this.find(".launcher, .inline-frame");
  }

  /** The same with the sheet open. */
  async sheet(scene: Scene, data: Record<string, string> = {}): Promise<void> {
    await this.shop(scene, data);
    await this.press(".launcher");
    await this.find(".sheet-frame > *");
    await settle();
  }

  get #lang(): string {
    return this.address.lang === "ja" ? "ja" : "en";
  }

  /** One of the pages of the demo, `demo` or `shop`, whose order system answers so. */
  async demo(page: "demo" | "shop", orders: Answer | null): Promise<void> {
    this.wire.http = () => orders;
    const href = `static/demo/${page}.css`;
    const styles = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    const styled = new Promise((loaded) => styles.addEventListener("load", loaded));
    document.head.append(styles);
    await styled;
    document.documentElement.style.colorScheme = this.address.theme;
    if (page === "demo") document.body.className = "parley demo";
    const root = document.createElement(page === "demo" ? "div" : "main");
    root.id = page === "demo" ? "stage" : "shop";
    document.body.append(root);
    const { lang, theme } = this.address;
    sessionStorage.setItem("parley.demo", JSON.stringify({ lang: this.#lang, dark: theme === "dark" }));
    history.replaceState(null, "", `#lang=${lang}&theme=${theme}`);
    await import(new URL(`static/demo/${page}.js`, location.href).href);
    await this.find(".curtain, .lost");
  }

  // ---- what happens ----

  async hears(...frames: readonly ServerFrame[]): Promise<void> {
    this.wire.hear(frames);
    await settle();
  }

  /** The path is gone, and everybody has noticed. */
  async loses(code = 1006): Promise<void> {
    this.wire.cut(code);
    await this.clock.pass(1_500);
  }

  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms);
  }

  async press(selector: string, which = 0): Promise<void> {
    const found = await this.find(selector, which);
    found.focus();
    // The first touch of a room loads what opens on an action.
    found.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true }));
    found.click();
    await settle();
  }

  async type(words: string, selector = "textarea"): Promise<void> {
    const box = (await this.find(selector)) as HTMLTextAreaElement;
    box.focus();
    box.value = words;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await settle();
  }

  async key(key: string, selector = "textarea"): Promise<void> {
    const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, composed: true });
    (await this.find(selector)).dispatchEvent(press);
    await settle();
  }

  /** Writes and sends. */
  async write(words: string): Promise<void> {
    await this.type(words);
    await this.key("Enter");
  }

  async scroll(top: number, selector = ".timeline"): Promise<void> {
    (await this.find(selector)).scrollTop = top;
    await settle();
  }

  /** Waits for something to stand there, also inside the widget; `which` counts from the end when below zero. */
  find(selector: string, which = 0): Promise<HTMLElement> {
    return this.until(() => deep(document, selector).at(which), selector);
  }

  /** All that match now, also inside the widget. */
  all(selector: string): HTMLElement[] {
    return deep(document, selector);
  }

  async until<T>(what: () => T | undefined | null | false, name: string): Promise<T> {
    const late = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = what();
      if (found) return found;
      if (performance.now() > late) throw new Error(`never came: ${name}`);
      await new Promise((again) => this.realTimeout(again, 5));
    }
  }

  // ---- the other end ----

  answers(scene: Scene): void {
    const [user, role, name] = scene.me ?? ANN;
    const hello = { ...welcome(user, role, name, [...(scene.list ?? [])]), ...scene.welcome };
    const off = Date.parse(hello.server_time) - Date.parse(AT);
    const say: Reply = (frame) => {
      const { epoch } = this.wire;
      const server_time = new Date(this.clock.now + off).toISOString();
      return scene.reply?.(frame) ?? usual(frame, scene.rooms, { ...hello, epoch, server_time });
    };
    // What a new socket takes up again is answered like what it joins.
    const resumed = (frame: ClientFrame): readonly ServerFrame[] =>
      frame.t === "hello" ? (frame.resume ?? []).flatMap(({ room }) => say({ t: "join", room })) : [];
    this.wire.reply = (frame) => [...say(frame), ...resumed(frame)];
    this.wire.http = (method, path, body) => {
      const own = scene.http?.(method, path, body);
      return own === undefined ? usualHttp(path) : own;
    };
  }
}

function usualHttp(path: string): Answer {
  const { pathname, searchParams } = new URL(path, location.href);
  if (pathname === "/v1/widget") return { status: 200, body: OPERATOR };
  if (pathname !== "/v1/phrases") return { status: 404, body: { code: "not_found" } };
  const role = searchParams.get("role") ?? "";
  return { status: 200, body: { phrases: PHRASES.filter(({ roles }) => roles.includes(role)) } };
}

/** What a server with these rooms says; writes stay without an answer. */
function usual(frame: ClientFrame, rooms: readonly Joined[], hello: Welcome): ReturnType<Reply> {
  if (frame.t === "hello") return [hello];
  if (frame.t === "ping") return [{ t: "pong", ...refOf(frame) }];
  if (frame.t !== "join") return [];
  const room = rooms.find((one) => one.room === frame.room);
  if (!room) return [{ t: "error", code: "not_found", message: "", room: frame.room, ...refOf(frame) }];
  return [{ ...room, ...refOf(frame) }];
}

const refOf = ({ ref }: ClientFrame): { ref?: number | string } =>
  ref === undefined || ref === null ? {} : { ref };

/** A refusal of every write, or of one kind of frame. */
export function refusing(t: ClientFrame["t"], code: string, more: object = {}): Script {
  return (frame) => {
    if (frame.t !== t || !("room" in frame)) return undefined;
    const cid = "cid" in frame ? { cid: frame.cid } : {};
    return [
      { t: "error", code, message: "", room: frame.room, ...cid, ...refOf(frame), ...more } as ServerFrame,
    ];
  };
}

/** Every write is taken, or refused with a code, or stays without an answer. */
export function answering({ silent = false }: { silent?: boolean }, code?: string): Script {
  return (frame) => {
    if (!("cid" in frame) || !("room" in frame)) return undefined;
    if (silent) return [];
    const { room, cid } = frame;
    const waits = code === "rate_limited" ? { retry_after_ms: 300_000 } : {};
    if (code) return [{ t: "error", code, message: "", room, cid, ...refOf(frame), ...waits } as ServerFrame];
    return [{ t: "ack", room, cid, seq: 1, at: AT, ...refOf(frame) }];
  };
}

/** Acknowledged, but not yet in the log that this page has seen. */
export const acknowledging: Script = (frame) =>
  frame.t === "send" ? [{ t: "ack", room: frame.room, cid: frame.cid, seq: 999, at: AT }] : undefined;

/** Nothing comes back to this kind of frame. */
export const ignoring =
  (t: ClientFrame["t"]): Script =>
  (frame) =>
    frame.t === t ? [] : undefined;

const tokenOf = (user: string): string => `x.${btoa(JSON.stringify({ sub: user }))}.x`;

/** Elements in the page, in every open shadow root and in every frame, in order. */
function deep(root: Document | ShadowRoot, selector: string): HTMLElement[] {
  const inside = [...root.querySelectorAll("*")].flatMap((one) => {
    const within =
      one.shadowRoot ?? (one.localName === "iframe" && (one as HTMLIFrameElement).contentDocument);
    return within ? deep(within, selector) : [];
  });
  return [...root.querySelectorAll<HTMLElement>(selector), ...inside];
}

function shopParts(): HTMLElement[] {
  const main = document.createElement("main");
  main.id = "shop";
  const title = Object.assign(document.createElement("h1"), { textContent: "Sakura Diner" });
  const order = Object.assign(document.createElement("p"), { textContent: "Your order 1042 is on its way." });
  const place = Object.assign(document.createElement("div"), { id: "place" });
  place.style.blockSize = "480px";
  main.append(title, order, place);
  return [main];
}
