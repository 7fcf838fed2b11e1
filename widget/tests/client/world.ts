/** A world under control for the client: its clock, its page, its sockets. */
import { type ClientOptions, createClient, type WholeClient } from "../../src/client";
import type { ClientFrame, Entry, Joined, Participant, ServerFrame, Welcome } from "../../src/core/wire";
import type { Clock } from "../../src/net/clock";
import type { Happening, Page } from "../../src/net/page";
import type { Dial, SocketEvents } from "../../src/net/socket";
import { keeping } from "./devices";

export class FakeClock implements Clock {
  time = 1_000_000;
  #timers = new Map<number, { at: number; act: () => void }>();
  #next = 0;
  #bytes = 0;

  now(): number {
    return this.time;
  }
  dice(): number {
    return 0.5;
  }
  bytes(count: number): Uint8Array {
    this.#bytes += 1;
    return Uint8Array.from({ length: count }, (_, i) => (this.#bytes >> (i % 8)) & 255);
  }
  after(ms: number, act: () => void): () => void {
    const id = this.#next++;
    this.#timers.set(id, { at: this.time + ms, act });
    return () => this.#timers.delete(id);
  }
  /** Lets time pass, timer by timer; between two of them whatever was promised happens. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settle();
      const [id, due] = [...this.#timers].sort((a, b) => a[1].at - b[1].at)[0] ?? [];
      if (id === undefined || !due || due.at > end) break;
      this.time = Math.max(this.time, due.at);
      this.#timers.delete(id);
      due.act();
    }
    this.time = end;
    await settle();
  }
  /** The machine slept: the clock jumps, and only then do timers fire. */
  async jump(ms: number): Promise<void> {
    this.time += ms;
    await this.pass(0);
  }
}

export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

export class FakeSocket {
  readonly said: ClientFrame[] = [];
  dropped = false;
  constructor(private readonly events: SocketEvents) {}

  open(): void {
    this.events.opened();
  }
  hear(frame: ServerFrame): void {
    if (!this.dropped) this.events.frame(JSON.stringify(frame));
  }
  close(code: number): void {
    if (!this.dropped) this.events.closed(code);
  }
  send(text: string): void {
    this.said.push(JSON.parse(text) as ClientFrame);
  }
  drop(): void {
    this.dropped = true;
  }
  of<T extends ClientFrame["t"]>(kind: T): Extract<ClientFrame, { t: T }>[] {
    return this.said.filter((frame): frame is Extract<ClientFrame, { t: T }> => frame.t === kind);
  }
}

export interface World {
  client: WholeClient;
  clock: FakeClock;
  sockets: FakeSocket[];
  /** The newest socket. */
  last(): FakeSocket;
  page: { attentive: boolean; tell: (what: Happening) => void };
}

export const TOKEN = `x.${btoa(JSON.stringify({ sub: "ann" }))}.x`;

export async function world(options: Partial<ClientOptions> = {}): Promise<World> {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const state = { attentive: true, tell: (_: Happening): void => undefined };
  const page: Page = {
    attentive: () => state.attentive,
    watch: (tell) => {
      state.tell = tell;
      return () => undefined;
    },
  };
  const dial: Dial = (events) => {
    const socket = new FakeSocket(events);
    sockets.push(socket);
    return socket;
  };
  const client = createClient({
    url: "http://parley.test",
    token: TOKEN,
    clock,
    page,
    keep: keeping(),
    dial,
    ...options,
  }).start();
  await settle();
  const last = (): FakeSocket => sockets[sockets.length - 1] as FakeSocket;
  return { client, clock, sockets, last, page: state };
}

export const AT = "2026-11-21T20:00:00.000Z";

export function welcome(more: Partial<Welcome> = {}): Welcome {
  return {
    t: "welcome",
    session: "s1",
    user: { id: "ann", role: "customer", name: "Ann", verified: "host" },
    exp: AT,
    limits: {},
    more: false,
    mutes: [],
    epoch: "e1",
    server_time: AT,
    heartbeat_s: 20,
    rooms: [],
    ...more,
  };
}

export function person(user: string, more: Partial<Participant> = {}): Participant {
  return {
    user,
    name: user,
    role: user === "ken" ? "driver" : "customer",
    verified: "host",
    presence: "offline",
    joined_seq: 2,
    delivered: 0,
    read: 0,
    ...more,
  };
}

export function message(seq: number, by = "ken", cid?: string): Entry {
  return {
    seq,
    kind: "message",
    by,
    at: AT,
    body: { type: "text", text: `m${seq}` },
    ...(cid ? { cid } : {}),
  };
}

export function joined(entries: Entry[], last: number, more: Partial<Joined> = {}): Joined {
  return {
    t: "joined",
    room: "r",
    subject: "Order",
    kind: "order",
    status: "open",
    locked: false,
    facts: [],
    lanes: [],
    first_seq: 1,
    last_seq: last,
    reset: false,
    you: { user: "ann", role: "customer", observer: false, can: ["send"] },
    participants: [person("ann"), person("ken")],
    entries,
    ...more,
  };
}

/** Opens the newest socket and greets it. */
export async function greet(w: World, more: Partial<Welcome> = {}): Promise<void> {
  w.last().open();
  w.last().hear(welcome(more));
  await settle();
}
