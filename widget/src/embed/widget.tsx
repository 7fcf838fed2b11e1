/** What the launcher opens: a sheet with the room, inside the shadow root. Loaded on the first open. */
import { effect } from "@preact/signals-core";
import { render } from "preact";
import type { Client } from "../client/client";
import { lazyClient } from "../client/lazy";
import type { Room } from "../client/room";
import type { Role, Summary } from "../core/wire";
import css from "../css/embed.css?text";
import { loadCode, loadPart } from "../ui/beside";
import { loadWords } from "../ui/language";
import { mountRoom } from "../ui/mount";
import { RoleShape } from "../ui/shapes";
import { Shelf } from "../ui/shelf";
import { Gone } from "../ui/states";
import { followKeyboard } from "../ui/viewport";
import { chooseLang, type Strings, type Words } from "../ui/words";
import type { Sheet, SheetParts } from "./options";

export async function mount(parts: SheetParts): Promise<Sheet> {
  const { options, root } = parts;
  const lang = chooseLang([options.lang, ...navigator.languages]);
  const wording = loadWords(lang, import.meta.url, (options.strings ?? {}) as Partial<Strings>);
  const sheetCss = new CSSStyleSheet();
  sheetCss.replaceSync(css);
  root.adoptedStyleSheets.push(sheetCss);
  const client = clientOf(parts)?.start() ?? null;
  const frame = makeFrame(parts);
  root.append(frame);
  return new OpenSheet(parts, client, frame, await wording);
}

function clientOf({ options }: SheetParts): Client | null {
  const { server: url, token, getToken } = options;
  if (!token && !getToken) return null;
  return lazyClient({ url, name: "widget", token: getToken ?? token ?? null }, () =>
    loadCode("keeping", import.meta.url),
  );
}

function makeFrame({ options, launcher }: SheetParts): HTMLElement {
  const frame = document.createElement("div");
  frame.className = `parley ${launcher ? `sheet-frame ${options.side ?? "right"}` : "inline-frame"}`;
  if (options.theme) frame.dataset.theme = options.theme;
  if (launcher) frame.setAttribute("role", "dialog");
  frame.hidden = true;
  return frame;
}

class OpenSheet implements Sheet {
  #unmount: () => void = () => undefined;
  readonly #stops: (() => void)[] = [];
  #room: Room | null = null;
  #told = -1;
  readonly #shelf: Shelf;

  constructor(
    private readonly parts: SheetParts,
    private readonly client: Client | null,
    private readonly frame: HTMLElement,
    private readonly words: Words,
  ) {
    this.#shelf = new Shelf(parts.root, (name) => loadPart(name, words.lang, import.meta.url, words));
    this.#stops.push(followKeyboard(frame));
    frame.addEventListener("keydown", (press) => {
      if (press.key === "Escape" && parts.launcher && !press.defaultPrevented) this.close();
    });
    if (client) this.#stops.push(effect(() => this.#showWaiting(client)));
  }

  open(room?: string): void {
    const { client, words, frame } = this;
    frame.hidden = false;
    this.parts.tell("open");
    if (!client) return render(<Gone why="no_link" words={words} />, frame);
    const wanted = room ?? this.#room?.id ?? this.parts.options.room;
    if (wanted) this.#show(client, wanted);
    else this.#stops.push(effect(() => this.#showLatest(client)));
  }

  close(): void {
    if (!this.parts.launcher) return;
    this.frame.hidden = true;
    this.parts.tell("close");
    this.parts.launcher.focus();
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    this.#unmount();
    this.client?.stop();
    this.frame.remove();
  }

  #showLatest(client: Client): void {
    const [latest] = [...client.rooms.value.values()].sort((a: Summary, b: Summary) =>
      a.at < b.at ? 1 : -1,
    );
    if (latest && !this.#room) this.#show(client, latest.room);
  }

  #show(client: Client, id: string): void {
    const { words, frame, parts } = this;
    if (this.#room?.id !== id) {
      this.#unmount();
      this.#room = client.open(id);
      const close = parts.launcher ? { close: () => this.close() } : {};
      this.#unmount = mountRoom(frame, {
        client,
        room: this.#room,
        words,
        view: "customer",
        shelf: this.#shelf,
        ...close,
      });
      frame.setAttribute("aria-label", words.t("messages"));
      // For pages that do more with the room than show it: `Parley("on", "ready", ({ client, room }) => …)`.
      parts.tell("ready", { client, room: this.#room });
    }
    if (parts.launcher) frame.querySelector("textarea")?.focus();
  }

  /** The launcher shows the shapes of those whose words wait to be read. */
  #showWaiting(client: Client): void {
    const { launcher } = this.parts;
    const state = this.#room?.state.value;
    const unread = this.#room?.unread.value ?? client.unread.value;
    this.#tellUnread(unread);
    if (!launcher) return;
    const badge = launcher.querySelector(".badge") ?? launcher.appendChild(document.createElement("span"));
    badge.className = "badge";
    const last =
      state?.items.filter((it) => it.kind === "message" && it.by !== client.me.value?.id).slice(-unread) ??
      [];
    const roles = [...new Set(last.map((it) => state?.people.get(it.by ?? "")?.role ?? "member"))] as Role[];
    (badge as HTMLElement).hidden = unread === 0;
    render(unread === 0 ? null : roles.map((role) => <RoleShape key={role} role={role} />), badge);
    launcher.setAttribute(
      "aria-label",
      unread > 0 ? this.words.n("launcher_unread", unread) : this.words.t("launcher_open"),
    );
  }

  #tellUnread(count: number): void {
    if (count !== this.#told) this.parts.tell("unread", count);
    this.#told = count;
  }
}
