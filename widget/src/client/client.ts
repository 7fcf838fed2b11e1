/** The SDK's door: one client per person and page; it opens rooms and keeps them true. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Joined, Refused, Resume, RoomNotice, ServerFrame, Summary, Welcome } from "../core/wire";
import { browserClock, type Clock } from "../net/clock";
import { browserPage, type Page } from "../net/page";
import { type Cable, cable, type Dial, socketUrl, webSocketDial } from "../net/socket";
import { browserStore, type Store } from "../net/store";
import { Link, type LinkState } from "./link";
import type { AskFrame } from "./log";
import { Questions } from "./questions";
import { Room } from "./room";
import { Sender } from "./sender";
import { subjectOf, Tokens } from "./tokens";

export interface ClientOptions {
  /** The server's base address, such as `https://chat.example`. */
  url: string;
  token?: string;
  /** Asked for a token at the start and whenever the last one was refused. Wins over `token`. */
  getToken?: (fresh: boolean) => Promise<string | null>;
  /** Many rooms show at once: only one touched or keyed within 30 s counts as read. */
  mustTouch?: boolean;
  /** What this is, for the server's logs. */
  name?: string;
  clock?: Clock;
  page?: Page;
  store?: Store;
  dial?: Dial;
}

export type FrameTap = (direction: "in" | "out", text: string) => void;

export interface OpenOptions {
  /** Staff only: see everything, show nowhere. */
  observe?: boolean;
}

export interface Me {
  readonly id: string;
  readonly name?: string;
  readonly role?: string;
}

export class Client {
  readonly connection: ReadonlySignal<LinkState>;
  readonly me: Signal<Me | null> = signal(null);
  /** The latest rooms of this user, by id. */
  readonly rooms: Signal<ReadonlyMap<string, Summary>> = signal(new Map());
  readonly sender: Sender;
  readonly url: string;
  readonly #link: Link;
  readonly #cable: Cable;
  readonly #clock: Clock;
  readonly #page: Page;
  readonly #views = new Map<string, Room>();
  readonly #questions = new Questions();
  readonly #tokens: Tokens;
  readonly #taps = new Set<FrameTap>();
  #epoch: string | null = null;
  #attended: "online" | "away" = "online";
  #unwatch: () => void = () => undefined;

  constructor(private readonly options: ClientOptions) {
    this.url = options.url;
    this.#clock = options.clock ?? browserClock();
    this.#tokens = new Tokens(options, this.#clock);
    this.#page = options.page ?? browserPage();
    this.#cable = cable(options.dial ?? webSocketDial(socketUrl(options.url)));
    this.#link = new Link({
      dial: this.#cable.dial,
      clock: this.#clock,
      token: (fresh) => this.#token(fresh),
      flight: (token) => this.#flight(token),
      frame: (frame) => this.#frame(frame),
      lost: () => this.#lost(),
      tap: (direction, text) => this.#tapped(direction, text),
    });
    this.connection = this.#link.state;
    this.sender = new Sender({
      clock: this.#clock,
      store: options.store ?? browserStore(),
      ref: () => this.#questions.nextRef(),
      canSend: () => this.#link.open,
      send: (frame) => this.#link.send(frame),
      awaiting: () => this.#link.awaiting(),
      answered: (still) => this.#link.answered(still),
    });
  }

  start(): this {
    this.#unwatch();
    this.#unwatch = this.#page.watch((what) => {
      this.#link.woke(what);
      if (what === "hidden" || what === "visible") this.presence(what === "hidden" ? "away" : "online");
      for (const room of this.#views.values()) room.lookedAt();
    });
    void this.#link.connect();
    return this;
  }

  stop(): void {
    this.#unwatch();
    this.#tokens.stop();
    for (const room of this.#views.values()) room.halt();
    this.#link.stop(null);
  }

  /** Opens a view; opening it again answers the same room. */
  open(id: string, { observe = false }: OpenOptions = {}): Room {
    const held = this.#views.get(id);
    if (held) return held;
    const room = new Room({
      id,
      observe,
      clock: this.#clock,
      sender: this.sender,
      attentive: () => this.#page.attentive(),
      mustTouch: this.options.mustTouch ?? false,
      canSend: () => this.#link.open,
      send: (frame) => this.#link.send(frame),
      ask: (frame) => this.#ask(frame),
      me: () => this.me.value?.id ?? "",
      ended: () => this.#views.delete(id),
    });
    this.#views.set(id, room);
    if (this.#link.open) void room.join();
    return room;
  }

  /** Every frame as it crosses the wire, both ways. Answers how to stop listening. */
  onFrame(tap: FrameTap): () => void {
    this.#taps.add(tap);
    return () => this.#taps.delete(tap);
  }

  /** As if the network cable was pulled: the path is dead and nobody is told. */
  pullCable(out: boolean): void {
    this.#cable.pull(out);
    if (!out) this.#link.woke("online");
  }

  /** Is somebody at this device? Follows the page's visibility by itself; said again on a new socket. */
  presence(state: "online" | "away"): void {
    this.#attended = state;
    this.#link.send({ t: "presence", state });
  }

  /** Tries again now, instead of when the pause ends. */
  reconnect(): void {
    void this.#link.connect();
  }

  /** An HTTP request of this user, to a path that begins with a slash; answers the JSON. */
  async http<T>(path: string, method = "GET", body?: unknown): Promise<T> {
    const address = this.url.replace(/\/$/, "") + path;
    const headers = { authorization: `Bearer ${this.#tokens.now ?? ""}`, "content-type": "application/json" };
    const answer = await fetch(address, { method, headers, body: body ? JSON.stringify(body) : null });
    if (!answer.ok) throw new Error(`http ${answer.status}`);
    return (await answer.json()) as T;
  }

  // ---- inside ----

  async #token(fresh: boolean): Promise<string | null> {
    const token = await this.#tokens.next(fresh);
    const subject = token === null ? null : subjectOf(token);
    if (subject) await this.sender.restore(`${this.url}|${subject}`);
    return token;
  }

  #flight(token: string): void {
    const resume = [...this.#views.values()].flatMap((room) => room.resume());
    const session = this.#link.session === null ? {} : { session: this.#link.session };
    const epoch = this.#epoch === null ? {} : { epoch: this.#epoch };
    const client = this.options.name === undefined ? {} : { client: this.options.name };
    this.#link.send({
      t: "hello",
      token,
      ...client,
      ...session,
      ...epoch,
      ...(resume.length > 0 ? { resume } : {}),
    });
    const resumed = new Set(resume.map((one: Resume) => one.room));
    for (const room of this.#views.values()) if (!resumed.has(room.id) && !room.over) void room.join();
    if (this.#attended === "away") this.presence("away");
    this.sender.drain();
  }

  #frame(frame: ServerFrame): void {
    switch (frame.t) {
      case "welcome":
        return this.#welcome(frame);
      case "ack":
        return this.sender.acknowledged(frame);
      case "error":
        return this.#refused(frame);
      case "joined":
        return this.#joined(frame);
      case "history":
      case "authed":
      case "pong":
        return this.#questions.answer(frame.ref, frame);
      default:
        return this.#told(frame);
    }
  }

  #refused(frame: Refused): void {
    this.sender.refused(frame);
    if (frame.ref !== undefined) return this.#questions.answer(frame.ref, frame);
    // Neither a write nor an answer: a room of `resume`.
    if (frame.cid === undefined && frame.room !== undefined) this.#views.get(frame.room)?.joinRefused(frame);
  }

  #told(frame: ServerFrame): void {
    if (frame.t === "entries") return this.#views.get(frame.room)?.take(frame.entries);
    if (frame.t === "left") {
      this.#questions.answer(frame.ref, frame);
      return this.#views.get(frame.room)?.left(frame.reason);
    }
    if (frame.t === "presence") {
      for (const room of this.#views.values()) room.notice(frame);
      return;
    }
    if (frame.t === "room") this.#summarise(frame);
    if ("room" in frame && typeof frame.room === "string") this.#views.get(frame.room)?.notice(frame);
  }

  /** A notice tells what changed; what it leaves out stays. Lanes stand in their room, not in the list. */
  #summarise({ t: _, facts: __, lanes: ___, parent, ...change }: RoomNotice): void {
    if (parent !== undefined) return;
    const held = this.rooms.peek().get(change.room);
    const { at = held?.at, role = held?.role ?? null, unread = held?.unread ?? 0 } = change;
    if (at === undefined) return;
    this.rooms.value = new Map(this.rooms.peek()).set(change.room, { ...held, ...change, at, role, unread });
  }

  #welcome(frame: Welcome): void {
    const { name, role } = frame.user;
    this.me.value = { id: frame.user.id, ...(name ? { name } : {}), ...(role ? { role } : {}) };
    if (this.#epoch !== null && this.#epoch !== frame.epoch)
      for (const room of this.#views.values()) room.forget();
    this.#epoch = frame.epoch;
    this.rooms.value = new Map(frame.rooms.map((summary) => [summary.room, summary]));
    this.#tokens.renewBefore(frame.exp, (token) =>
      this.#link.send({ t: "auth", token, ref: this.#questions.nextRef() }),
    );
  }

  #joined(frame: Joined): void {
    this.#views.get(frame.room)?.joined(frame);
    this.#questions.answer(frame.ref, frame);
  }

  #ask(frame: AskFrame): Promise<ServerFrame> {
    if (!this.#link.open) return Promise.reject(new Error("offline"));
    return this.#questions.ask((ref) => this.#link.send({ ...frame, ref }));
  }

  #lost(): void {
    this.#questions.lost();
    this.sender.interrupted();
    for (const room of this.#views.values()) room.interrupted();
  }

  #tapped(direction: "in" | "out", text: string): void {
    for (const tap of this.#taps) tap(direction, text);
  }
}

export function createClient(options: ClientOptions): Client {
  return new Client(options);
}
