/** The client of the SDK: what a page that counts its first bytes takes, and everything besides. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { type Line, linesOf, type Seen, seenOf } from "../core/timeline";
import type { Busy, Entry, FileLink, People } from "../core/wire";
import { tapped } from "../net/cable";
import * as calls from "./calls";
import { openKeeper } from "./keeping";
import { LeavingClient, LeavingRoom } from "./leaving";
import type { RoomParts } from "./log";
import type { ClientOptions, FrameTap, OpenOptions } from "./options";
import type { Room } from "./room";

export interface PageOf {
  /** Exclusive, both; the page ascends. */
  readonly before?: number;
  readonly after?: number;
  /** At most 100; 50 unless told. */
  readonly limit?: number;
}

export interface Page {
  readonly entries: readonly Entry[];
  readonly more: boolean;
}

const PAGE = 50;

export class WholeRoom extends LeavingRoom {
  /**
   * The conversation as its reader sees it: confirmed entries, changed by what is on its way to them, then what was
   * written here, each with how far it has come (sending, sent, delivered, read, failed and why).
   */
  readonly timeline: ReadonlySignal<readonly Line[]>;

  constructor(parts: RoomParts) {
    super(parts);
    this.timeline = computed(() =>
      linesOf({ ...this.state.value, items: this.entries.value }, this.outbox.value, parts.me()),
    );
  }

  /** Who has, and has read, a message; in a crowd (above 250) how many, of the last messages. */
  seenBy(item: { seq: number; by: string | null }): Seen {
    return seenOf(this.state.value, item);
  }

  /**
   * Sends a file: it is kept with the outbox, goes up when its turn comes, and is sent then. How much is up stands in
   * `outbox` (`file.sent` of `file.size` bytes); `discard(cid)` cancels. Null when the outbox is full.
   */
  sendFile(file: Blob, { name, replyTo }: { name: string; replyTo?: number }): string | null {
    const reply = replyTo === undefined ? {} : { reply_to: replyTo };
    const attached = { name, type: file.type, size: file.size, sent: 0 };
    const body = { type: "file", file: "" } as const;
    return this.write({ t: "send", room: this.id, body, ...reply }, { file: attached }, file);
  }

  /** A page of the log, not shown in this room; null where the server refused, rejects when the path broke. */
  async page({ limit = PAGE, ...where }: PageOf): Promise<Page | null> {
    const page = await this.parts.ask({ t: "history", room: this.id, limit, ...where });
    return page.t === "history" ? page : null;
  }
}

export class WholeClient extends LeavingClient {
  readonly #taps = new Set<FrameTap>();

  constructor(options: ClientOptions) {
    super(options);
    this.dial = tapped(this.dial, (direction, text) => {
      for (const tap of this.#taps) tap(direction, text);
    });
  }

  /** Every frame as it crosses the wire, both ways. Answers how to stop listening. */
  onFrame(tap: FrameTap): () => void {
    this.#taps.add(tap);
    return () => this.#taps.delete(tap);
  }

  override open(id: string, options: OpenOptions = {}): WholeRoom {
    return super.open(id, options) as WholeRoom;
  }

  /** Messages of one room that wait to be read; by signals, so an effect that asks is told when it changes. */
  unreadIn(id: string): number {
    return this.list.unreadIn(id, this.views.value.get(id));
  }

  /** The next of this person's rooms, where `welcome` told that there are more; answers whether there may be more yet. */
  moreRooms(): Promise<boolean> {
    return calls.moreRooms(this);
  }

  /** A file of a message, or its small picture: to be shown by `URL.createObjectURL`. */
  fetchFile(id: string, size: "whole" | "preview" = "whole"): Promise<Blob> {
    return calls.fetchFile(this, id, size);
  }

  /** Where a file can be had without a header, for five minutes. */
  linkFor(id: string): Promise<FileLink> {
    return calls.linkFor(this, id);
  }

  /** Mutes somebody for oneself: nobody is told; see `mutes`. */
  mute(user: string): Promise<void> {
    return calls.mute(this, user);
  }

  unmute(user: string): Promise<void> {
    return calls.mute(this, user, false);
  }

  /** Who takes part in a room, page by page: all of them in a crowd too. */
  peopleOf(room: string, page: calls.PeopleOf = {}): Promise<People> {
    return calls.peopleOf(this, room, page);
  }

  /** Opens a support room of this person's own, or the one that is open. */
  async openSupport(subject?: string): Promise<WholeRoom> {
    return this.open(await calls.openSupport(this, subject));
  }

  /** Answers an announcement (its seq) to staff alone; opens the room where that is. */
  async replyToStaff(room: string, to: number, text: string): Promise<WholeRoom> {
    return this.open(await calls.replyToStaff(this, room, to, text));
  }

  /** How many minutes this person's shop adds to what it promises, on all devices; 0 ends it. See `greeted`. */
  setBusy(minutes: number, forSeconds?: number): Promise<Busy> {
    return calls.setBusy(this, minutes, forSeconds);
  }

  /** Any other request of this person; answers the JSON. Rejects with `HttpRefused`; a token that ended is renewed once. */
  http<T>(path: string, method: calls.Asked["method"] = "GET", body?: unknown): Promise<T> {
    return calls.ask(this, path, { ...(method && { method }), body });
  }

  protected override room(parts: RoomParts): Room {
    return new WholeRoom(parts);
  }
}

/** One client per person and page. What is written is kept on the device until the server has it. */
export function createClient(options: ClientOptions): WholeClient {
  return new WholeClient({ keep: openKeeper, ...options });
}
