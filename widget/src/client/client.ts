/** The SDK's door: one client per person and page; it opens rooms and keeps them true. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { ClientFrame, Joined, Resume, ServerFrame, Summary, Welcome } from "../core/wire";
import { browserClock, type Clock } from "../net/clock";
import { browserPage, type Page } from "../net/page";
import { type Cable, cable, type Dial, socketUrl, webSocketDial } from "../net/socket";
import { browserStore, type Store } from "../net/store";
import { Link, type LinkState } from "./link";
import type { AskFrame } from "./log";
import { Room } from "./room";
import { Sender } from "./sender";
import { subjectOf } from "./token";

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

const RENEW_BEFORE_MS = 60_000;

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
  readonly #open_ = new Map<string, Room>();
  readonly #asked = new Map<number, (frame: ServerFrame) => void>();
  readonly #dropped = new Set<() => void>();
  readonly #taps = new Set<FrameTap>();
  #epoch: string | null = null;
  #token: string | null = null;
  #ref = 0;
  #unwatch: () => void = () => undefined;
  #renew: () => void = () => undefined;

  constructor(private readonly options: ClientOptions) {
    this.url = options.url;
    this.#clock = options.clock ?? browserClock();
    this.#page = options.page ?? browserPage();
    this.#cable = cable(options.dial ?? webSocketDial(socketUrl(options.url)));
    this.#link = new Link({
      dial: this.#cable.dial,
      clock: this.#clock,
      token: (fresh) => this.#freshToken(fresh),
      flight: (token) => this.#flight(token),
      frame: (frame) => this.#frame(frame),
      lost: () => this.#lost(),
      tap: (direction, text) => this.#tapped(direction, text),
    });
    this.connection = this.#link.state;
    this.sender = new Sender({
      clock: this.#clock,
      store: options.store ?? browserStore(),
      ref: () => this.#nextRef(),
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
      for (const room of this.#open_.values()) room.lookedAt();
    });
    void this.#link.connect();
    return this;
  }

  stop(): void {
    this.#unwatch();
    this.#renew();
    for (const room of this.#open_.values()) room.halt();
    this.#link.stop(null);
  }

  /** Opens a view; opening it again answers the same room. */
  open(id: string, { observe = false }: OpenOptions = {}): Room {
    const held = this.#open_.get(id);
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
      ended: () => this.#open_.delete(id),
    });
    this.#open_.set(id, room);
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

  presence(state: "online" | "away"): void {
    this.#link.send({ t: "presence", state });
  }

  /** Tries again now, instead of when the pause ends. */
  reconnect(): void {
    void this.#link.connect();
  }

  /** An HTTP request of this user; answers the JSON. */
  async http<T>(path: string): Promise<T> {
    const address = new URL(path.replace(/^\//, ""), `${this.url.replace(/\/$/, "")}/`);
    const answer = await fetch(address, { headers: { authorization: `Bearer ${this.#token ?? ""}` } });
    if (!answer.ok) throw new Error(`http ${answer.status}`);
    return (await answer.json()) as T;
  }

  // ---- inside ----

  async #freshToken(fresh: boolean): Promise<string | null> {
    const { getToken, token } = this.options;
    if (getToken) this.#token = !fresh && this.#token ? this.#token : await getToken(fresh);
    else this.#token = fresh ? null : (token ?? null);
    const subject = this.#token === null ? null : subjectOf(this.#token);
    if (subject) await this.sender.restore(`${this.url}|${subject}`);
    return this.#token;
  }

  #flight(token: string): void {
    const resume = [...this.#open_.values()].flatMap((room) => room.resume());
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
    for (const room of this.#open_.values()) if (!resumed.has(room.id) && !room.over) void room.join();
    this.sender.drain();
  }

  #frame(frame: ServerFrame): void {
    switch (frame.t) {
      case "welcome":
        return this.#welcome(frame);
      case "ack":
        return this.sender.acknowledged(frame);
      case "error":
        this.sender.refused(frame);
        return this.#answer(frame.ref, frame);
      case "joined":
        return this.#joined(frame);
      case "history":
      case "authed":
      case "pong":
        return this.#answer(frame.ref, frame);
      default:
        return this.#told(frame);
    }
  }

  #told(frame: ServerFrame): void {
    if (frame.t === "entries") return this.#open_.get(frame.room)?.take(frame.entries);
    if (frame.t === "left") {
      this.#answer(frame.ref, frame);
      return this.#open_.get(frame.room)?.left(frame.reason);
    }
    if (frame.t === "presence") {
      for (const room of this.#open_.values()) room.notice(frame);
      return;
    }
    if (frame.t === "room") this.rooms.value = new Map(this.rooms.peek()).set(frame.room, frame);
    if ("room" in frame && typeof frame.room === "string") this.#open_.get(frame.room)?.notice(frame);
  }

  #welcome(frame: Welcome): void {
    const { name, role } = frame.user;
    this.me.value = { id: frame.user.id, ...(name ? { name } : {}), ...(role ? { role } : {}) };
    if (this.#epoch !== null && this.#epoch !== frame.epoch)
      for (const room of this.#open_.values()) room.forget();
    this.#epoch = frame.epoch;
    this.rooms.value = new Map(frame.rooms.map((summary) => [summary.room, summary]));
    this.#planRenewal(frame.exp);
  }

  #planRenewal(exp: string | number | undefined): void {
    this.#renew();
    const { getToken } = this.options;
    if (exp === undefined || !getToken) return;
    const ends = typeof exp === "number" ? exp * 1000 : Date.parse(exp);
    const wait = Math.max(1_000, ends - this.#clock.now() - RENEW_BEFORE_MS);
    this.#renew = this.#clock.after(wait, () => {
      void getToken(true).then((token) => {
        if (token === null) return;
        this.#token = token;
        this.#link.send({ t: "auth", token, ref: this.#nextRef() });
      });
    });
  }

  #joined(frame: Joined): void {
    this.#open_.get(frame.room)?.joined(frame);
    this.#answer(frame.ref, frame);
  }

  #answer(ref: number | undefined, frame: ServerFrame): void {
    if (ref === undefined) return;
    const settle = this.#asked.get(ref);
    this.#asked.delete(ref);
    settle?.(frame);
  }

  #ask(frame: AskFrame): Promise<ServerFrame> {
    return new Promise((resolve, reject) => {
      if (!this.#link.open) return reject(new Error("offline"));
      const ref = this.#nextRef();
      const drop = (): void => reject(new Error("offline"));
      this.#dropped.add(drop);
      this.#asked.set(ref, (answer) => {
        this.#dropped.delete(drop);
        resolve(answer);
      });
      this.#link.send({ ...frame, ref } as ClientFrame);
    });
  }

  #lost(): void {
    this.#asked.clear();
    for (const drop of this.#dropped) drop();
    this.#dropped.clear();
    this.sender.interrupted();
    for (const room of this.#open_.values()) room.interrupted();
  }

  #tapped(direction: "in" | "out", text: string): void {
    for (const tap of this.#taps) tap(direction, text);
  }

  #nextRef(): number {
    this.#ref += 1;
    return this.#ref;
  }
}

export function createClient(options: ClientOptions): Client {
  return new Client(options);
}
