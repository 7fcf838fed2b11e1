/** The gallery's network: a WebSocket, `fetch` and XMLHttpRequest that are answered by a script. */
import type { ClientFrame, ServerFrame } from "../src/core/wire";

/** What the other end says to a frame. */
export type Reply = (frame: ClientFrame) => readonly ServerFrame[];
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}
/** What the other end says to a request; null: nothing, ever. */
export type HttpReply = (method: string, path: string, body: unknown) => Answer | null;

export class Wire {
  readonly said: ClientFrame[] = [];
  readonly #open = new Set<ScriptedSocket>();
  /** Does anything come through? */
  up = true;
  looked = true;
  /** Which journal the other end has. */
  epoch = "e1";
  reply: Reply = () => [];
  http: HttpReply = () => ({ status: 404, body: { code: "not_found" } });
  /** How much of an upload gets through before it stalls; 1: all of it. */
  uploaded = 1;
  /** Strings on their way to the page. */
  wording: (strings: Record<string, string>) => Record<string, string> = (strings) => strings;

  /** Strings on their way: what they belong to is not complete yet. */
  loading = 0;

  install(page: typeof globalThis): void {
    const wire = this;
    const load = page.fetch.bind(page);
    page.document.hasFocus = () => this.looked;
    Object.assign(page, {
      WebSocket: class extends ScriptedSocket {
        constructor(readonly url: string) {
          super(wire);
        }
      },
      XMLHttpRequest: class extends ScriptedRequest {
        constructor() {
          super(wire);
        }
      },
      fetch: (input: RequestInfo | URL, init?: RequestInit) => this.#fetch(load, input, init),
    });
  }

  opened(socket: ScriptedSocket): void {
    this.#open.add(socket);
  }

  gone(socket: ScriptedSocket): void {
    this.#open.delete(socket);
  }

  hear(frames: readonly ServerFrame[]): void {
    for (const socket of this.#open) for (const frame of frames) socket.hear(frame);
  }

  /** The server closes what is open; one may come again. */
  shut(code: number): void {
    for (const socket of [...this.#open]) socket.end(code);
  }

  /** The path breaks: sockets close, and no new one opens. */
  cut(code: number): void {
    this.up = false;
    this.shut(code);
  }

  async #fetch(load: typeof fetch, input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (url.pathname.startsWith("/v1/") || init.method === "POST") return this.#answered(url, init);
    if (!url.pathname.includes("/lang/")) return load(input, init);
    this.loading += 1;
    const strings = (await (await load(input, init)).json()) as Record<string, string>;
    this.loading -= 1;
    return Response.json(this.wording(strings));
  }

  async #answered(url: URL, { method = "GET", body }: RequestInit): Promise<Response> {
    if (!this.up) throw new TypeError("no network");
    const said: unknown = typeof body === "string" ? JSON.parse(body) : body;
    const answer = this.http(method, url.pathname + url.search, said);
    if (answer === null) return new Promise(() => undefined);
    if (answer.body instanceof Blob) return new Response(answer.body, { status: answer.status });
    return Response.json(answer.body, { status: answer.status });
  }
}

class ScriptedSocket {
  readyState = 0;
  binaryType = "blob";
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(private readonly wire: Wire) {
    if (wire.up) queueMicrotask(() => this.#opens());
  }

  #opens(): void {
    if (!this.wire.up) return;
    this.readyState = 1;
    this.wire.opened(this);
    this.onopen?.();
  }

  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    this.wire.said.push(frame);
    if (!this.wire.up) return;
    const answers = this.wire.reply(frame);
    queueMicrotask(() => {
      for (const answer of answers) this.hear(answer);
    });
  }

  hear(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  end(code: number): void {
    this.readyState = 3;
    this.wire.gone(this);
    this.onclose?.({ code });
  }

  close(): void {
    this.readyState = 3;
    this.wire.gone(this);
  }
}

/** As much of XMLHttpRequest as an upload needs. */
class ScriptedRequest {
  status = 0;
  responseText = "";
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onabort: (() => void) | null = null;
  ontimeout: (() => void) | null = null;
  readonly upload: { onprogress: ((step: { loaded: number; total: number }) => void) | null } = {
    onprogress: null,
  };
  #at = { method: "GET", path: "" };

  constructor(private readonly wire: Wire) {}

  open(method: string, address: string): void {
    const url = new URL(address, location.href);
    this.#at = { method, path: url.pathname + url.search };
  }

  setRequestHeader(): void {
    // Nobody reads them here.
  }

  send(body: Blob): void {
    queueMicrotask(() => this.#goes(body));
  }

  abort(): void {
    this.onabort?.();
  }

  #goes(body: Blob): void {
    if (!this.wire.up) return this.onerror?.();
    this.upload.onprogress?.({ loaded: Math.floor(body.size * this.wire.uploaded), total: body.size });
    if (this.wire.uploaded < 1) return;
    const answer = this.wire.http(this.#at.method, this.#at.path, body);
    if (!answer) return;
    this.status = answer.status;
    this.responseText = JSON.stringify(answer.body);
    this.onload?.();
  }
}
