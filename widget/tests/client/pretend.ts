/** A pretend server with a journal, on a network that can be broken; the judge of what clients did to it. */
import type { ClientFrame, Entry, ServerFrame } from "../../src/core/wire";
import type { Dial, SocketEvents } from "../../src/net/socket";
import { AT, type FakeClock, joined, person, welcome } from "./world";

interface Line {
  readonly tab: number;
  readonly events: SocketEvents;
  readonly rooms: Set<string>;
  alive: boolean;
  /** Something vanished on the way up, or down: a stream that lost a byte carries nothing more that way. */
  deaf: boolean;
  dumb: boolean;
}

type Said<T extends ClientFrame["t"]> = Extract<ClientFrame, { t: T }>;

export class PretendServer {
  readonly logs = new Map<string, Entry[]>();
  readonly lines = new Set<Line>();
  /** Tabs whose frames, or whose answers, vanish. */
  readonly deafTo = new Set<number>();
  readonly dumbTo = new Set<number>();
  readonly frames: { tab: number; cid: string }[] = [];
  /** So many of the next sends are refused. */
  refuse = 0;
  epoch = "e1";
  #tokens = 20;
  #filledAt = 0;

  constructor(
    private readonly clock: FakeClock,
    private readonly onSend: (cid: string, known: boolean) => void = () => undefined,
  ) {}

  /** The network of one tab: every step takes a while. */
  dial(tab: number): Dial {
    return (events) => {
      const line: Line = { tab, events, rooms: new Set(), alive: true, deaf: false, dumb: false };
      this.lines.add(line);
      this.#later(line, () => events.opened());
      return {
        send: (text) => {
          line.deaf ||= this.deafTo.has(tab);
          if (line.alive && !line.deaf) this.#later(line, () => this.#hear(line, JSON.parse(text)));
        },
        drop: () => {
          line.alive = false;
          this.lines.delete(line);
        },
      };
    };
  }

  cut(tab: number, code = 1006): void {
    for (const line of [...this.lines]) {
      if (line.tab !== tab) continue;
      line.alive = false;
      this.lines.delete(line);
      line.events.closed(code);
    }
  }

  log(room: string): Entry[] {
    const log = this.logs.get(room) ?? [];
    this.logs.set(room, log);
    return log;
  }

  cids(room: string): string[] {
    return this.log(room).flatMap((entry) => ("cid" in entry && entry.cid ? [entry.cid] : []));
  }

  #later(line: Line, act: () => void): void {
    this.clock.after(30, () => line.alive && act());
  }

  #say(line: Line, frame: ServerFrame): void {
    line.dumb ||= this.dumbTo.has(line.tab);
    if (!line.dumb) this.#later(line, () => line.events.frame(JSON.stringify(frame)));
  }

  #hear(line: Line, frame: ClientFrame): void {
    if (frame.t === "hello") return this.#greet(line, frame);
    if (frame.t === "join") return this.#join(line, frame.room, frame.since ?? 0, frame.ref ?? undefined);
    if (frame.t === "ping") return this.#say(line, { t: "pong" });
    if (frame.t === "send") return this.#send(line, frame);
    if (frame.t !== "seen" || !frame.read) return;
    const cursors = [{ user: "ann", delivered: frame.read, read: frame.read }];
    for (const other of this.lines) {
      if (other.rooms.has(frame.room)) this.#say(other, { t: "receipts", room: frame.room, cursors });
    }
  }

  #greet(line: Line, { resume = [] }: Said<"hello">): void {
    this.#say(line, welcome({ epoch: this.epoch, session: `s${line.tab}` }));
    for (const { room, seq } of resume) this.#join(line, room, seq);
  }

  #join(line: Line, room: string, since: number, ref?: number | string): void {
    line.rooms.add(room);
    const log = this.log(room);
    const reset = since > log.length;
    const entries = log.slice(reset ? 0 : since);
    const people = [person("ann"), person("ken")];
    const more = { room, reset, participants: people, ...(ref !== undefined && { ref }) };
    this.#say(line, joined(entries, log.length, more));
  }

  #send(line: Line, { room, cid, body, ref }: Said<"send">): void {
    this.frames.push({ tab: line.tab, cid });
    const log = this.log(room);
    const named = { room, cid, ...(ref != null && { ref }) };
    const held = log.find((entry) => "cid" in entry && entry.cid === cid);
    this.onSend(cid, held !== undefined);
    if (held) return this.#say(line, { t: "ack", ...named, seq: held.seq, at: held.at });
    if (this.refuse > 0) {
      this.refuse -= 1;
      return this.#say(line, { t: "error", ...named, code: "unavailable", message: "" });
    }
    const wait = this.#pace();
    if (wait > 0) {
      return this.#say(line, {
        t: "error",
        ...named,
        code: "rate_limited",
        message: "",
        retry_after_ms: wait,
      });
    }
    const entry = { seq: log.length + 1, kind: "message", by: "ann", at: AT, cid, body } as Entry;
    log.push(entry);
    this.#say(line, { t: "ack", ...named, seq: entry.seq, at: AT });
    for (const other of this.lines) {
      if (other.rooms.has(room)) this.#say(other, { t: "entries", room, entries: [entry] });
    }
  }

  /** 5/s burst 20, as the server's default. */
  #pace(): number {
    const now = this.clock.now();
    this.#tokens = Math.min(20, this.#tokens + ((now - this.#filledAt) * 5) / 1000);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil((1 - this.#tokens) * 200) + 1;
  }
}
