/** The sheet: which screen stands in it, and the way from one to the next. */
import { effect, type Signal, signal } from "@preact/signals-core";
import { type ComponentChild, render } from "preact";
import type { Client } from "../client/client";
import type { Room } from "../client/room";
import type { Lang } from "../core/wire";
import { loadPart } from "../ui/beside";
import { RoomView } from "../ui/roomview";
import type { ScreenParts } from "../ui/screens";
import { Shelf } from "../ui/shelf";
import type { Sound } from "../ui/sound";
import { Bones } from "../ui/states";
import type { Words } from "../ui/words";
import { Frame } from "./frame";
import { isOn, type Sheet, type SheetParts } from "./options";
import { Person } from "./person";

export class OpenSheet implements Sheet {
  readonly #frame: Frame;
  readonly #shelf: Shelf;
  readonly #person: Person;
  readonly #sound: Sound = signal(null);
  readonly #opened: Signal<ReadonlyMap<string, Room>> = signal(new Map());
  /** What ends with the client, and with it all. */
  #stops: (() => void)[] = [];
  #client: Client | null = null;
  #told: Promise<typeof import("./signs")> | null = null;
  /** Whose waiting words are told of. */
  #tells: Client | null = null;
  #escape: () => void = () => this.close();
  /** Does a screen stand here, so that opening again shows it as it was? */
  #stands = false;
  /** Of many steps under way, the last one counts. */
  #step = 0;

  constructor(
    private readonly parts: SheetParts,
    private readonly lang: Lang,
    private readonly words: Words,
  ) {
    const { options, root } = parts;
    this.#shelf = new Shelf(root, (name) => loadPart(name, lang, import.meta.url, words));
    this.#frame = new Frame(parts, () => this.#escape());
    document.addEventListener("visibilitychange", this.#waits);
    this.#person = new Person(options, () => this.#shelf.sure("first"), words.t("first_guest"));
  }

  open(what: unknown): void {
    const room = roomIn(what);
    this.#frame.show();
    this.parts.tell("open");
    if (this.#stands && room === null) return this.#frame.focus();
    void this.#begin(room ?? this.parts.options.room ?? null);
  }

  close(): void {
    if (!this.#closes) return;
    this.#frame.hide();
    this.#waits();
    this.parts.tell("close");
  }

  async logout(): Promise<void> {
    await this.#person.logout();
    this.destroy();
  }

  destroy(): void {
    this.#step += 1;
    document.removeEventListener("visibilitychange", this.#waits);
    this.#leave();
    this.#person.stop();
    render(null, this.#frame.element);
    this.#frame.remove();
  }

  // ---- the way from screen to screen ----

  async #begin(wanted: string | null): Promise<void> {
    const late = this.#next();
    if (this.#person.mustChoose) return this.#ask(wanted);
    if (!this.#stands) this.#draw(<Bones words={this.words} />);
    const client = await this.#person.come();
    if (late()) return;
    if (!client) return this.#first();
    this.#follow(client);
    if (wanted !== null) return this.#show(client, wanted);
    if (!(await greeted(client)) || late()) return;
    const [one, another] = client.rooms.peek().values();
    if (!one) return this.#first();
    return another ? this.#list(client, null) : this.#show(client, one.room);
  }

  /** Whose is the conversation that was begun here before the sign-in? */
  async #ask(wanted: string | null): Promise<void> {
    const late = this.#next();
    const { Take } = await this.#shelf.sure("first");
    if (late()) return;
    const answer = async (take: boolean): Promise<void> => {
      await this.#person.choose(take);
      await this.#begin(wanted);
    };
    this.#draw(<Take {...this.#screen()} answer={answer} />);
  }

  async #first(back?: () => void): Promise<void> {
    const late = this.#next();
    const { First } = await this.#shelf.sure("first");
    if (late()) return;
    const { lost } = this.#person;
    const begin = (text: string) => this.#write(text);
    const { widget = "" } = this.parts.options;
    this.#draw(<First {...this.#screen(back)} lost={lost} widget={widget} begin={begin} />);
  }

  /** The first words: only now is anything created. */
  async #write(text: string): Promise<void> {
    const client = (await this.#person.come()) ?? (await this.#person.begin());
    this.#follow(client);
    const { openSupport } = await this.#shelf.sure("first");
    const id = await openSupport(client, this.words.t("first_title"), this.parts.options.widget);
    this.#enter(client, id).send(text);
    this.#show(client, id);
  }

  async #list(client: Client, from: string | null): Promise<void> {
    const late = this.#next();
    const { RoomList } = await this.#shelf.sure("rooms");
    if (late()) return;
    const back = from === null ? undefined : () => this.#show(client, from);
    this.#draw(
      <RoomList
        {...this.#screen(back)}
        client={client}
        opened={this.#opened}
        open={(id) => this.#show(client, id)}
        ask={() => void this.#first(() => void this.#list(client, from))}
        sound={this.#sound}
        sounds={isOn(this.parts.options.sound, false)}
      />,
    );
  }

  #show(client: Client, id: string): void {
    this.#next();
    const room = this.#enter(client, id);
    const { close } = this.#screen();
    const { words } = this;
    const shelf = this.#shelf;
    const back = (): void => void this.#list(client, id);
    const shared = { client, room, words, shelf, back, view: "customer", ...(close && { close }) } as const;
    this.#draw(<RoomView key={id} {...shared} />);
    // For pages that do more with the room than show it: `Parley("on", "ready", ({ client, room }) => …)`.
    this.parts.tell("ready", { client, room });
  }

  #enter(client: Client, id: string): Room {
    const room = client.open(id);
    this.#opened.value = new Map(this.#opened.peek()).set(id, room);
    return room;
  }

  /** Begins a step; answers whether another has begun since. */
  #next(): () => boolean {
    const step = ++this.#step;
    return () => step !== this.#step;
  }

  #draw(screen: ComponentChild): void {
    render(screen, this.#frame.element);
    this.#stands = true;
    this.#frame.element.setAttribute("aria-label", this.words.t("messages"));
    if (this.#frame.open) this.#frame.focus();
  }

  /** What every screen has; Escape does what the way back does, and where there is none, closes. */
  #screen(back?: () => void): ScreenParts {
    const close = (): void => this.close();
    this.#escape = back ?? close;
    const { words } = this;
    const url = this.parts.options.server;
    return { words, url, ...(this.#closes && { close }), ...(back && { back }) };
  }

  get #closes(): boolean {
    return this.parts.launcher !== null || this.parts.framed === true;
  }

  // ---- the client behind it ----

  /** Shows what waits, and what ends. */
  #follow(client: Client): void {
    if (this.#client === client) return;
    this.#leave();
    this.#client = client;
    let told = 0;
    this.#stops = [
      effect(() => {
        const count = client.unread.value;
        if (count !== told) this.parts.tell("unread", count);
        if (count > told) this.#waits();
        told = count;
      }),
      effect(() => {
        const { phase, why } = client.connection.value;
        if (phase === "stopped" && why !== null) queueMicrotask(() => this.#ended(client, why));
      }),
    ];
  }

  /** Whoever looks at the conversation needs no sign that something waits. */
  readonly #waits = (): void => {
    const client = this.#client;
    if (client && client.unread.peek() > 0 && !this.#frame.looking) void this.#signs(client);
  };

  /** What tells of what waits is loaded, once. */
  async #signs(client: Client): Promise<void> {
    const { launcher, options } = this.parts;
    this.#told ??= this.#loadSigns();
    const signs = await this.#told.catch(() => null);
    if (!signs) this.#told = null;
    if (!signs || client !== this.#client || this.#tells === client) return;
    this.#tells = client;
    const stop = signs.startSigns({
      client,
      opened: this.#opened,
      launcher,
      words: this.words,
      title: isOn(options.title, true),
      sound: this.#sound,
      sounds: isOn(options.sound, false),
      looking: () => this.#frame.looking,
    });
    this.#stops.push(stop);
  }

  async #loadSigns(): Promise<typeof import("./signs")> {
    const signs = await loadPart<typeof import("./signs")>("signs", this.lang, import.meta.url, this.words);
    signs.dress(this.parts.root);
    return signs;
  }

  /** A visitor whose time is over begins anew, and is told so; everybody else sees why it ended. */
  #ended(client: Client, why: string): void {
    if (client !== this.#client) return;
    if (!this.#person.signedIn) {
      this.#person.forget();
      this.#leave();
      void this.#first();
    } else if (this.#opened.peek().size === 0) void this.#gone(why);
  }

  async #gone(why: string): Promise<void> {
    const late = this.#next();
    const { Gone } = await this.#shelf.sure("later");
    if (!late()) this.#draw(<Gone {...this.#screen()} why={why} />);
  }

  #leave(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#client = null;
    this.#opened.value = new Map();
    this.#tells = null;
  }
}

/** Of what the page said: a room, or none. */
function roomIn(what: unknown): string | null {
  if (what === undefined || what === null) return null;
  const room =
    typeof what === "object" && Object.hasOwn(what, "room") ? (what as { room: unknown }).room : null;
  if (typeof room === "string") return room;
  console.warn("Parley: open takes { room }, not", what);
  return null;
}

/** The server has said who this is, and which rooms there are; false when it will not. */
function greeted(client: Client): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      const known = client.me.value !== null;
      if (!known && client.connection.value.phase !== "stopped") return;
      // After the whole of what the server said was taken in.
      queueMicrotask(() => {
        stop();
        resolve(known);
      });
    });
  });
}
