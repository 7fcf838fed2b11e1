/** Inside the frame of `data-isolate`, on the server's own origin: takes the token once, and shows the sheet. */
import type { Sheet, SheetParts } from "./options";
import type { FromFrame, ToFrame } from "./said";

declare const WIDGET_VERSION: string;

type Begin = Extract<ToFrame, { parley: "begin" }>;
type Token = string | null | undefined;

class Inside {
  /** Of whoever began: the server lets nobody frame this page but the origins that it allows. */
  #origin: string | null = null;
  #sheet: Promise<Sheet> | null = null;
  #renewed: ((token: Token) => void)[] = [];

  heard({ data, origin, source }: MessageEvent<ToFrame>): void {
    if (source !== window.parent || source === window) return;
    if (data?.parley === "begin" && this.#origin === null) {
      this.#origin = origin;
      this.#sheet = this.#mount(data);
    } else if (origin === this.#origin) void this.#obey(data);
  }

  async #obey(said: ToFrame): Promise<void> {
    const sheet = await this.#sheet;
    if (said.parley === "open") sheet?.open(said.what);
    if (said.parley === "token") for (const give of this.#renewed.splice(0)) give(said.token);
    if (said.parley === "logout") {
      await sheet?.logout();
      this.#say({ parley: "wiped" });
    }
  }

  #say(what: FromFrame): void {
    if (this.#origin !== null) window.parent.postMessage(what, this.#origin);
  }

  async #mount({ options, token, renews }: Begin): Promise<Sheet> {
    const host = document.createElement("parley-widget");
    host.setAttribute("role", "main");
    const root = host.attachShadow({ mode: "open" });
    document.body.append(host);
    const from = new URL(`../widget/widget.js?v=${WIDGET_VERSION}`, import.meta.url).href;
    const { mount } = (await import(from)) as { mount(parts: SheetParts): Promise<Sheet> };
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    return mount({
      root,
      launcher: null,
      framed: true,
      options: {
        ...given,
        ...this.#tokens(token, renews),
        title: "off",
        server: new URL("../../", import.meta.url).href,
      },
      tell: (event, detail) => {
        if (event === "close") this.#say({ parley: "close" });
        if (event === "unread") this.#say({ parley: "unread", count: Number(detail) });
      },
    });
  }

  /** The first token came with the beginning; another is asked for when that one ends. */
  #tokens(token: Token, renews: boolean): Pick<SheetParts["options"], "token" | "getToken"> {
    if (!renews) return token ? { token } : {};
    let first = token;
    const getToken = async (fresh: boolean): Promise<string | null> => {
      const held = first;
      first = undefined;
      if (held !== undefined && !fresh) return held;
      const next = await new Promise<Token>((give) => {
        this.#renewed.push(give);
        this.#say({ parley: "token" });
      });
      if (next === undefined) throw new Error("not now");
      return next;
    };
    return { getToken };
  }
}

const inside = new Inside();
addEventListener("message", (told) => inside.heard(told));
