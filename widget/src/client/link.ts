/** One connection that never gives up: dial, greet, heartbeat, reconnect. Knows nothing of rooms. */
import { type Signal, signal } from "@preact/signals-core";
import { backoffMs } from "../core/backoff";
import { afterClose } from "../core/closes";
import * as heartbeat from "../core/heartbeat";
import { type ClientFrame, parseFrame, type Refused, type ServerFrame, type Welcome } from "../core/wire";
import { Alarm, type Clock } from "../net/clock";
import type { Happening } from "../net/page";
import type { Dial, Socket } from "../net/socket";

export type LinkPhase = "idle" | "connecting" | "online" | "waiting" | "stopped";

export interface LinkState {
  readonly phase: LinkPhase;
  /** Since when there is no connection, or null while there is one (or never was). */
  readonly lostAt: number | null;
  /** When the next attempt begins, while waiting. */
  readonly retryAt: number | null;
  /** Why it stopped: a close code or an error's code. */
  readonly why: string | null;
}

export interface LinkParts {
  readonly dial: Dial;
  readonly clock: Clock;
  /** A token to greet with; `fresh` says that the last one was refused. */
  readonly token: (fresh: boolean) => Promise<string | null>;
  /** Everything that is said at once on a new socket, hello first. */
  readonly flight: (token: string) => void;
  readonly frame: (frame: ServerFrame) => void;
  /** The socket is gone; what was under way is not answered any more. */
  readonly lost: () => void;
}

const HELLO_MS = 10_000;
/** Looked at this often at least, so that a clock that jumped (a laptop that slept) is noticed in time. */
const TICK_MS = 4_000;
const PATH_CHANGED: ReadonlySet<Happening> = new Set<Happening>(["online", "pageshow"]);
const IDLE: LinkState = { phase: "idle", lostAt: null, retryAt: null, why: null };

export class Link {
  readonly state: Signal<LinkState> = signal(IDLE);
  session: string | null = null;
  #socket: Socket | null = null;
  #ready = false;
  #greeted = false;
  #attempt = 0;
  #generation = 0;
  #tokenRefused = false;
  #slowDownMs = 0;
  #pulse = heartbeat.newPulse(20, 0);
  readonly #look: Alarm;
  readonly #again: Alarm;

  constructor(private readonly parts: LinkParts) {
    this.#look = new Alarm(parts.clock, (due) => this.#examine(due));
    this.#again = new Alarm(parts.clock, () => void this.connect());
  }

  /** May frames be sent? True from the moment the socket opened: commands may follow `hello` without waiting. */
  get open(): boolean {
    return this.#ready;
  }

  async connect(): Promise<void> {
    this.#again.stop();
    this.#discard();
    const generation = ++this.#generation;
    this.#put({ phase: "connecting", retryAt: null, why: null });
    const token = await this.parts.token(this.#tokenRefused).catch(() => undefined);
    if (generation !== this.#generation) return;
    if (token === undefined) return this.#retry();
    if (token === null) return this.stop("unauthenticated");
    this.#socket = this.parts.dial({
      opened: () => this.#opened(token),
      frame: (text) => this.#received(text),
      closed: (code) => this.#closed(code),
    });
    this.#look.set(HELLO_MS);
  }

  /** Ends for good (until `connect`). */
  stop(why: string | null): void {
    this.#generation += 1;
    this.#again.stop();
    this.#discard();
    this.#put({ phase: "stopped", retryAt: null, why });
  }

  send(frame: ClientFrame): void {
    if (!this.#ready) return;
    this.#socket?.send(JSON.stringify(frame));
  }

  /** A command that will be answered has left: doubt the path when no answer comes in 4 s. */
  awaiting(): void {
    this.#pulse = heartbeat.commandSent(this.#pulse, this.parts.clock.now());
    this.#lookAgain();
  }

  answered(still: boolean): void {
    this.#pulse = heartbeat.commandAnswered(this.#pulse, still, this.parts.clock.now());
    this.#lookAgain();
  }

  /** Something happened to the page or the network: believe nothing until the path has answered. */
  woke(what: Happening): void {
    if (what === "rest") return this.#rest();
    if (this.state.peek().phase === "online") this.#doubt(what);
    else if (this.#overdue(what)) void this.connect();
  }

  /** The page sleeps: lets go of the socket, and connects when it is back. */
  #rest(): void {
    const { phase } = this.state.peek();
    if (phase === "idle" || phase === "stopped") return;
    this.#generation += 1;
    this.#again.stop();
    this.#discard();
    this.#put({ phase: "waiting", retryAt: null });
  }

  /** Reconnects soon, politely: the node said that it is going away. */
  leaveIn(ms: number): void {
    this.#again.set(ms);
  }

  #opened(token: string): void {
    this.#ready = true;
    this.#pulse = heartbeat.newPulse(this.#pulse.heartbeatMs / 1000, this.parts.clock.now());
    this.parts.flight(token);
    this.#look.set(HELLO_MS);
  }

  #received(text: string): void {
    const frame = parseFrame(text);
    this.#pulse = heartbeat.heard(this.#pulse, this.parts.clock.now(), frame?.t === "pong");
    if (!frame) return;
    if (frame.t === "ping") return this.send({ t: "pong" });
    if (frame.t === "welcome") this.#greet(frame);
    if (frame.t === "error") this.#noteRefusal(frame);
    if (frame.t === "draining") this.leaveIn(frame.reconnect_in_ms);
    this.parts.frame(frame);
    this.#lookAgain();
  }

  #greet(frame: Welcome): void {
    this.#greeted = true;
    this.#attempt = 0;
    this.#tokenRefused = false;
    this.#slowDownMs = 0;
    this.session = frame.session;
    const { waitingSince } = this.#pulse;
    this.#pulse = { ...heartbeat.newPulse(frame.heartbeat_s, this.parts.clock.now()), waitingSince };
    this.#put({ phase: "online", lostAt: null, retryAt: null, why: null });
  }

  #noteRefusal(frame: Refused): void {
    if (frame.code === "rate_limited" && !this.#greeted) this.#slowDownMs = frame.retry_after_ms ?? 0;
  }

  #closed(code: number): void {
    const next = afterClose(code);
    if (next === "stop") return this.stop(String(code));
    if (next === "resumed-elsewhere") this.session = null;
    if (next === "token") {
      if (this.#tokenRefused) this.#attempt += 1;
      this.#tokenRefused = true;
      this.session = null;
    }
    this.#retry(next === "token" && this.#attempt === 0 ? 0 : undefined);
  }

  #retry(wait?: number): void {
    this.#discard();
    const { clock } = this.parts;
    const ms = Math.max(this.#slowDownMs, wait ?? backoffMs(this.#attempt, clock.dice()));
    this.#attempt += 1;
    this.#put({ phase: "waiting", retryAt: clock.now() + ms });
    this.#again.set(ms);
  }

  #discard(): void {
    const had = this.#ready;
    this.#look.stop();
    this.#socket?.drop();
    this.#socket = null;
    this.#ready = false;
    this.#greeted = false;
    if (had) this.parts.lost();
  }

  #doubt(what: Happening): void {
    if (what === "visible") this.#examine(this.#look.due ?? this.parts.clock.now());
    else if (PATH_CHANGED.has(what) || what === "offline") this.#ask();
  }

  /** Should an attempt begin now? One that began on the old path may hang for long. */
  #overdue(what: Happening): boolean {
    const { phase } = this.state.peek();
    if (phase === "connecting") return !this.#ready && PATH_CHANGED.has(what);
    return phase === "waiting" && (PATH_CHANGED.has(what) || what === "visible" || what === "focus");
  }

  #ask(): void {
    this.#pulse = heartbeat.asked(this.#pulse, this.parts.clock.now());
    this.send({ t: "ping" });
    this.#lookAgain();
  }

  #examine(due: number): void {
    const now = this.parts.clock.now();
    if (!this.#greeted) return this.#retry();
    const verdict = heartbeat.judge(this.#pulse, now);
    if (heartbeat.jumped(due, now) && this.#pulse.asked === null) return this.#ask();
    if (verdict === "dead") return this.#retry();
    if (verdict === "ask") return this.#ask();
    this.#lookAgain();
  }

  #lookAgain(): void {
    if (!this.#greeted) return;
    const wait = heartbeat.nextLook(this.#pulse) - this.parts.clock.now();
    this.#look.set(Math.min(TICK_MS, Math.max(50, wait)));
  }

  #put(change: Partial<LinkState>): void {
    const before = this.state.peek();
    const lost = before.phase === "online" && change.phase !== "online";
    const lostAt = lost ? this.parts.clock.now() : before.lostAt;
    this.state.value = { ...before, lostAt, ...change };
  }
}
