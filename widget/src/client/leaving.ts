/** Rooms whose view can be closed again. It ends when the server answers, which has then heard what was read there. */
import { hasNews } from "../core/seen";
import type { Joined, Refused } from "../core/wire";
import { Client } from "./client";
import type { RoomParts } from "./log";
import type { OpenOptions } from "./options";
import { Room } from "./room";

export class LeavingRoom extends Room {
  #closing = false;

  /** Ends the view; membership stays. Where the path broke meanwhile, it is closed on the next one. */
  close(): void {
    this.#closing = true;
    this.#leave();
    // Nothing was read where nothing is held.
    if (!this.feed || this.over) this.#end();
  }

  /** Somebody wants it, after all. */
  keep(): void {
    this.#closing = false;
  }

  override joined(frame: Joined): void {
    super.joined(frame);
    if (this.#closing) this.#leave();
  }

  override left(reason: string): void {
    super.left(reason);
    // Wanted again while it was on its way out: the view is opened anew.
    if (reason === "left" && !this.#closing) void this.join();
    else if (this.#closing && (reason === "left" || this.over)) this.#end();
  }

  override joinRefused(refused: Refused): void {
    super.joinRefused(refused);
    if (this.#closing && this.over) this.#end();
  }

  #leave(): void {
    const { delivered, read } = this.reading.seen;
    const { canSend, send } = this.parts;
    if (!canSend()) return;
    if (hasNews(this.reading.seen))
      send({ t: "seen", room: this.id, delivered, ...(read > 0 ? { read } : {}) });
    send({ t: "leave", room: this.id });
  }

  #end(): void {
    this.halt();
    this.parts.ended();
  }
}

/** A client that lets go of rooms again. */
export class LeavingClient extends Client {
  override open(id: string, options: OpenOptions = {}): LeavingRoom {
    const room = super.open(id, options) as LeavingRoom;
    room.keep();
    return room;
  }

  protected override room(parts: RoomParts): Room {
    return new LeavingRoom(parts);
  }
}
