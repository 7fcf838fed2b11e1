/** The SDK's door: one client per person and page; it opens rooms and keeps them true. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { busied, type Greeted, greetedBy, UNGREETED } from "../core/greeted";
import { type Muting, muted } from "../core/mutes";
import type { Word } from "../core/shared";
import type { Joined, Refused, Resume, ServerFrame, Summary, Welcome } from "../core/wire";
import { browserClock, type Clock } from "../net/clock";
import { browserPage, type Happening, type Page } from "../net/page";
import { type Dial, socketUrl, webSocketDial } from "../net/socket";
import { Link, type LinkState } from "./link";
import type { AskFrame, RoomParts } from "./log";
import type { ClientOptions, Me, OpenOptions } from "./options";
import { Questions } from "./questions";
import { Room } from "./room";
import { RoomList } from "./rooms";
import { Sender } from "./sender";
import { subjectOf, Tokens } from "./tokens";

export class Client {
  readonly connection: ReadonlySignal<LinkState>;
  readonly me: Signal<Me | null> = signal(null);
  /** The latest rooms of this user, by id. */
  readonly rooms: ReadonlySignal<ReadonlyMap<string, Summary>>;
  /** Messages that wait to be read, in all rooms. */
  readonly unread: ReadonlySignal<number>;
  /** Whom this person does not want to hear. What they write still comes: leave it out of sight. */
  readonly mutes: Signal<ReadonlySet<string>> = signal(new Set());
  readonly sender: Sender;
  readonly url: string;
  readonly greeted: Signal<Greeted> = signal(UNGREETED);
  /** How the next socket is made. */
  dial: Dial;
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #page: Page;
  protected readonly views: Signal<ReadonlyMap<string, Room>> = signal(new Map());
  readonly list = new RoomList();
  readonly #questions = new Questions();
  #muted: readonly Muting[] = [];
  readonly tokens: Tokens;
  epoch: string | null = null;
  #attended: "online" | "away" = "online";
  #unwatch: () => void = () => undefined;

  constructor(private readonly options: ClientOptions) {
    this.url = options.url;
    this.dial = options.dial ?? webSocketDial(socketUrl(options.url));
    this.#clock = options.clock ?? browserClock();
    this.tokens = new Tokens(options.token, this.#clock);
    this.#page = options.page ?? browserPage();
    this.#link = new Link({
      dial: (events) => this.dial(events),
      clock: this.#clock,
      token: (fresh) => this.#token(fresh),
      flight: (token) => this.#flight(token),
      frame: (frame) => this.#frame(frame),
      lost: () => this.#lost(),
    });
    this.connection = this.#link.state;
    this.sender = new Sender({
      clock: this.#clock,
      url: options.url,
      keep: options.keep,
      keepSoon: options.keepSoon ?? (() => true),
      listen: options.listen,
      downscale: options.downscale,
      token: (fresh) => this.tokens.next(fresh),
      mostBytes: () => this.greeted.peek().limits.upload ?? Number.POSITIVE_INFINITY,
      epoch: () => this.epoch,
      view: (room) => this.views.peek().get(room),
      heard: (word) => this.#heard(word),
      ref: () => this.#questions.nextRef(),
      canSend: () => this.#link.open,
      greeted: () => this.connection.peek().phase === "online",
      send: (frame) => this.#link.send(frame),
      awaiting: () => this.#link.awaiting(),
      answered: (still) => this.#link.answered(still),
    });
    this.rooms = this.list.rooms;
    this.unread = computed(() => this.list.unread(this.views.value));
  }

  start(): this {
    this.#unwatch();
    this.#unwatch = this.#page.watch((what) => this.#happened(what));
    void this.#link.connect();
    return this;
  }

  stop(why: string | null = null): void {
    this.#unwatch();
    this.tokens.stop();
    for (const room of this.views.peek().values()) room.halt();
    this.#link.stop(why);
  }

  /** Opens a view; opening it again answers the same room. */
  open(id: string, { observe = false }: OpenOptions = {}): Room {
    const held = this.views.peek().get(id);
    if (held) return held;
    const room = this.room({
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
      mutes: this.mutes,
      ended: () => this.#viewed(id, null),
      readHere: (read) => this.sender.tell({ k: "read", room: id, read, epoch: this.epoch }),
    });
    this.#viewed(id, room);
    if (this.#link.open) void room.join();
    return room;
  }

  protected room(parts: RoomParts): Room {
    return new Room(parts);
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

  /** The server has it (see `mute`): shows it here. */
  muted(user: string, on: boolean): void {
    this.#muted = [...this.#muted, [user, on]];
    this.mutes.value = muted(this.mutes.peek(), this.#muted);
  }

  /** Ends, and leaves nothing of this person on the device, in this page and in others. */
  async logout(): Promise<void> {
    this.stop();
    this.#forget();
    await this.sender.wipe();
  }

  #happened(what: Happening): void {
    this.#link.woke(what);
    if (what === "rest") this.sender.rest(true);
    else if (what === "pageshow" || what === "visible") this.sender.rest(false);
    if (what === "hidden" || what === "visible") this.presence(what === "hidden" ? "away" : "online");
    for (const room of this.views.peek().values()) room.lookedAt();
  }

  async #token(fresh: boolean): Promise<string | null> {
    const token = await this.tokens.next(fresh);
    const subject = token === null ? null : subjectOf(token);
    if (subject) this.#belongsTo(subject);
    return token;
  }

  #belongsTo(user: string): void {
    this.sender.belongsTo(`${new URL(this.url).origin}|${user}`);
  }

  #viewed(id: string, room: Room | null): void {
    const views = new Map(this.views.peek());
    if (room) views.set(id, room);
    else views.delete(id);
    this.views.value = views;
  }

  /** What another page of this person told. */
  #heard(word: Word): void {
    if (word.k === "bye") {
      this.stop("logout");
      this.#forget();
      return this.sender.leave();
    }
    if (word.k === "mute") return this.muted(word.user, word.on);
    if (word.k === "rooms") return this.list.add(word.rooms);
    if (word.k !== "read" || word.epoch !== this.epoch) return;
    this.views.peek().get(word.room)?.readElsewhere(word.read);
    this.list.read(word.room, word.read);
  }

  /** Nothing of this person stays in this page's memory. */
  #forget(): void {
    this.tokens.forget();
    this.#link.session = null;
    this.mutes.value = new Set();
    for (const room of this.views.peek().values()) room.forget();
    this.list.start([]);
  }

  #flight(token: string): void {
    this.#muted = [];
    const resume = [...this.views.peek().values()].flatMap((room) => room.resume());
    const session = this.#link.session === null ? {} : { session: this.#link.session };
    const epoch = this.epoch === null ? {} : { epoch: this.epoch };
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
    for (const room of this.views.peek().values()) if (!resumed.has(room.id) && !room.over) void room.join();
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
      case "authed":
        return this.#renewBefore(frame.exp, null);
      case "history":
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
    if (frame.cid === undefined && frame.room !== undefined)
      this.views.peek().get(frame.room)?.joinRefused(frame);
  }

  #told(frame: ServerFrame): void {
    if (frame.t === "entries") return this.views.peek().get(frame.room)?.take(frame.entries);
    if (frame.t === "left") {
      this.#questions.answer(frame.ref, frame);
      return this.views.peek().get(frame.room)?.left(frame.reason);
    }
    if (frame.t === "presence") for (const room of this.views.peek().values()) room.notice(frame);
    if (frame.t === "room") this.list.told(frame);
    if (frame.t === "receipts") this.list.moved(frame, this.me.peek()?.id);
    this.greeted.value = busied(this.greeted.peek(), frame);
    if ("room" in frame && typeof frame.room === "string") this.views.peek().get(frame.room)?.notice(frame);
  }

  #welcome(frame: Welcome): void {
    const { id, name, role } = frame.user;
    this.me.value = { id, limits: frame.limits, ...(name ? { name } : {}), ...(role ? { role } : {}) };
    this.#belongsTo(frame.user.id);
    if (this.epoch !== null && this.epoch !== frame.epoch) {
      for (const room of this.views.peek().values()) room.renewed();
      this.sender.renewed();
    }
    this.epoch = frame.epoch;
    this.greeted.value = greetedBy(frame, this.#clock.now());
    this.sender.drain();
    this.list.start(frame.rooms);
    this.mutes.value = muted(frame.mutes, this.#muted);
    this.#renewBefore(frame.exp, frame.server_time);
  }

  #renewBefore(exp: string | null, now: string | null): void {
    this.tokens.renewBefore(exp, now, (token) =>
      this.#link.send({ t: "auth", token, ref: this.#questions.nextRef() }),
    );
  }

  #joined(frame: Joined): void {
    this.views.peek().get(frame.room)?.joined(frame);
    this.sender.prepareIfKept();
    this.#questions.answer(frame.ref, frame);
  }

  #ask(frame: AskFrame): Promise<ServerFrame> {
    if (!this.#link.open) return Promise.reject(new Error("offline"));
    return this.#questions.ask((ref) => this.#link.send({ ...frame, ref }));
  }

  #lost(): void {
    this.tokens.stop();
    this.#questions.lost();
    this.sender.interrupted();
    for (const room of this.views.peek().values()) room.interrupted();
  }
}
