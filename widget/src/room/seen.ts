/** The rooms of an invitation as they were last seen: kept on the device, so that they stand there without a network. */
import type { Signal } from "@preact/signals-core";
import type { Client } from "../client";
import { forgetRooms, SEEN } from "../client/invited";
import type { Entry, Joined, ServerFrame, Summary } from "../core/wire";
import { tapped } from "../net/cable";

interface Held {
  /** Of which journal. */
  readonly epoch: string;
  /** When it was written down, milliseconds. */
  readonly at: number;
  readonly frame: Joined;
}

/** Older ones are of no use to anybody, and what stands in them is nobody's business any more. */
const LASTS_MS = 24 * 3_600_000;
const MOST_ENTRIES = 40;
const MOST_CHARS = 100_000;
const WRITES_MS = 1_000;

export class Seen {
  readonly #held = new Map<string, Held>();
  readonly #changed = new Set<string>();
  #epoch: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly client: Client,
    private readonly invite: string,
    private readonly storage: Storage | null,
    /** Is one still let in? */
    private readonly alive: () => boolean,
  ) {}

  /** Shows what was seen last, before anything is asked. */
  restore(now = Date.now()): void {
    for (const key of Object.keys(this.storage ?? {})) {
      if (key.startsWith(`${SEEN}${this.invite}|`)) this.#take(key, now);
    }
    const [one] = this.#held.values();
    if (!one) return;
    this.#epoch = one.epoch;
    this.client.epoch = one.epoch;
    const rooms = [...this.#held.values()].filter(({ epoch }) => epoch === one.epoch);
    const list = this.client.rooms as Signal<ReadonlyMap<string, Summary>>;
    list.value = new Map(rooms.map(({ frame, at }) => [frame.room, summaryOf(frame, at)]));
    for (const { frame } of rooms) this.client.open(frame.room).joined(frame);
  }

  #take(key: string, now: number): void {
    const held = this.#read(key);
    if (held && isOfUse(held, now)) this.#held.set(held.frame.room, held);
    else this.storage?.removeItem(key);
  }

  /** Takes down what comes from here on. */
  follow(): void {
    this.client.dial = tapped(this.client.dial, (direction, text) => {
      if (direction === "in" && WORTH.test(text)) this.#hear(JSON.parse(text) as ServerFrame);
    });
    addEventListener("pagehide", () => this.#write());
  }

  #hear(frame: ServerFrame): void {
    if (frame.t === "welcome") this.#greet(frame.epoch);
    else if (frame.t === "left") this.#forget(frame.room);
    else if (frame.t === "joined") this.#put(frame.room, merged(this.#held.get(frame.room)?.frame, frame));
    else if (frame.t === "entries") this.#more(frame.room, frame.entries);
    else if (frame.t === "room") this.#changes(frame);
  }

  #greet(epoch: string): void {
    if (this.#epoch !== epoch) this.#held.clear();
    this.#epoch = epoch;
  }

  #more(room: string, entries: readonly Entry[]): void {
    const held = this.#held.get(room)?.frame;
    const last = entries.at(-1)?.seq;
    if (!held || last === undefined) return;
    const fresh = entries.filter((one) => one.seq > held.last_seq);
    this.#put(room, {
      ...held,
      entries: latest([...held.entries, ...fresh]),
      last_seq: Math.max(last, held.last_seq),
    });
  }

  #changes({ t: _, last_seq: __, unread: ___, ...change }: Extract<ServerFrame, { t: "room" }>): void {
    const held = this.#held.get(change.room)?.frame;
    if (held) this.#put(change.room, { ...held, ...change } as Joined);
  }

  #put(room: string, frame: Joined): void {
    if (this.#epoch === null || frame.parent !== undefined) return;
    const { ref: _, ...rest } = frame;
    this.#held.set(room, { epoch: this.#epoch, at: Date.now(), frame: { ...rest, reset: false } });
    this.#changed.add(room);
    this.#timer ??= setTimeout(() => this.#write(), WRITES_MS);
  }

  #forget(room: string): void {
    this.#held.delete(room);
    this.#changed.delete(room);
    forgetRooms(this.storage, this.invite, room);
  }

  #write(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.alive()) return;
    for (const room of this.#changed) {
      const text = JSON.stringify(this.#held.get(room));
      try {
        if (text.length <= MOST_CHARS) this.storage?.setItem(`${SEEN}${this.invite}|${room}`, text);
      } catch {
        // Full: what cannot be kept is asked for again.
      }
    }
    this.#changed.clear();
  }

  #read(key: string): Held | null {
    try {
      return JSON.parse(this.storage?.getItem(key) ?? "null") as Held | null;
    } catch {
      return null;
    }
  }
}

const WORTH = /^\{"t":"(welcome|joined|entries|room|left)"/;

/** What is locked by now has facts that have ended. */
function isOfUse({ at, frame }: Held, now: number): boolean {
  return now - at < LASTS_MS && !(frame.locks_at && Date.parse(frame.locks_at) < now);
}

const latest = (entries: readonly Entry[]): Entry[] => entries.slice(-MOST_ENTRIES);

/** The answer to a `join` with `since` holds only what is new. */
function merged(before: Joined | undefined, now: Joined): Joined {
  const next = now.entries[0]?.seq ?? now.last_seq + 1;
  const goesOn = before && !now.reset && before.first_seq === now.first_seq && next === before.last_seq + 1;
  return { ...now, entries: latest(goesOn ? [...before.entries, ...now.entries] : now.entries) };
}

function summaryOf(frame: Joined, at: number): Summary {
  const { room, kind, subject, status, locked = false, last_seq } = frame;
  const role = frame.you?.role ?? null;
  return { room, kind, subject, status, locked, last_seq, unread: 0, at: new Date(at).toISOString(), role };
}
