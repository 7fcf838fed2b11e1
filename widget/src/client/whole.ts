/** The client of the SDK: what a page that counts its first bytes takes, and everything besides. */
import type { Entry } from "../core/wire";
import { Client } from "./client";
import { openKeeper } from "./keeping";
import type { RoomParts } from "./log";
import type { ClientOptions, OpenOptions } from "./options";
import { Room } from "./room";

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

export class WholeRoom extends Room {
  /**
   * Sends a file: it is kept with the outbox, goes up when its turn comes, and is sent then. How much is up stands in
   * `outbox` (`file.sent` of `file.size` bytes); `discard(cid)` cancels. Null when the outbox is full.
   */
  sendFile(file: Blob, { name, replyTo }: { name: string; replyTo?: number }): string | null {
    const reply = replyTo === undefined ? {} : { reply_to: replyTo };
    const attached = { name, type: file.type, size: file.size, sent: 0 };
    const body = { type: "file", file: "", name } as const;
    return this.write({ t: "send", room: this.id, body, ...reply }, { file: attached }, file);
  }

  /** A page of the log, not shown in this room; null where the server refused, rejects when the path broke. */
  async page({ limit = PAGE, ...where }: PageOf): Promise<Page | null> {
    const page = await this.parts.ask({ t: "history", room: this.id, limit, ...where });
    return page.t === "history" ? page : null;
  }
}

export class WholeClient extends Client {
  override open(id: string, options: OpenOptions = {}): WholeRoom {
    return super.open(id, options) as WholeRoom;
  }

  /** Messages of one room that wait to be read; by signals, so an effect that asks is told when it changes. */
  unreadIn(id: string): number {
    return this.list.unreadIn(id, this.views.value.get(id));
  }

  /** Ends, and leaves nothing of this person on the device, in this page and in others. */
  async logout(): Promise<void> {
    this.stop();
    for (const room of this.views.peek().values()) room.forget();
    this.list.start([]);
    await this.sender.wipe();
  }

  protected override room(parts: RoomParts): Room {
    return new WholeRoom(parts);
  }
}

/** One client per person and page. What is written is kept on the device until the server has it. */
export function createClient(options: ClientOptions): WholeClient {
  return new WholeClient({ keep: openKeeper, ...options });
}
