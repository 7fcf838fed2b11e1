/** The latest rooms of this person, as the server lists them, and what waits to be read in them. */
import { type Signal, signal } from "@preact/signals-core";
import type { RoomNotice, ServerFrame, Summary } from "../core/wire";
import type { Room } from "./room";

export class RoomList {
  readonly rooms: Signal<ReadonlyMap<string, Summary>> = signal(new Map());
  /** How far this person has read on other devices, by room. */
  readonly #read = new Map<string, number>();

  start(rooms: readonly Summary[]): void {
    this.#read.clear();
    this.add(rooms, new Map());
  }

  /** As the server counts now; what is known to have gone on since stays. */
  add(rooms: readonly Summary[], to = this.rooms.peek()): void {
    const all = new Map(to);
    for (const one of rooms) if ((all.get(one.room)?.last_seq ?? 0) <= one.last_seq) all.set(one.room, one);
    this.rooms.value = all;
  }

  /** A notice tells what changed; what it leaves out stays. Lanes stand in their room, not in the list. */
  told({ t: _, facts: __, lanes: ___, parent, ...change }: RoomNotice): void {
    if (parent !== undefined) return;
    const held = this.rooms.peek().get(change.room);
    const { at = held?.at, role = held?.role ?? null, unread = held?.unread ?? 0 } = change;
    if (at !== undefined) this.#put({ ...held, ...change, at, role, unread });
  }

  /** Of cursors that moved, one's own: what was read on another device. */
  moved(frame: Extract<ServerFrame, { t: "receipts" }>, me: string | undefined): void {
    for (const { user, read } of frame.cursors ?? []) if (user === me) this.read(frame.room, read);
  }

  /** Read so far by the same person elsewhere; of what is left the server tells, perhaps before it has counted this. */
  read(room: string, read: number): void {
    this.#read.set(room, Math.max(read, this.#read.get(room) ?? 0));
    const held = this.rooms.peek().get(room);
    if (held?.unread) this.#put(held);
  }

  unread(views: ReadonlyMap<string, Room>): number {
    const ids = [...new Set([...this.rooms.value.keys(), ...views.keys()])];
    return ids.reduce((sum, id) => sum + this.unreadIn(id, views.get(id)), 0);
  }

  unreadIn(id: string, view: Room | undefined): number {
    const told = this.rooms.value.get(id)?.unread ?? 0;
    if (view?.status.value.phase !== "ready") return told;
    // What is not loaded can only be counted by the server.
    return view.unreadAbove.value ? Math.max(told, view.unread.value) : view.unread.value;
  }

  #put(said: Summary): void {
    const over = said.last_seq <= (this.#read.get(said.room) ?? 0);
    const summary = over ? { ...said, unread: 0 } : said;
    this.rooms.value = new Map(this.rooms.peek()).set(summary.room, summary);
  }
}
