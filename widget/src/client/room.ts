/** One room as an application sees it: its state as signals, and everything that can be done in it. */
import { type Signal, signal } from "@preact/signals-core";
import { type Mark, type Pip, pipsOf } from "../core/cursors";
import * as feeds from "../core/feed";
import { lostOf } from "../core/lost";
import { momentOf } from "../core/moments";
import type { Unsent } from "../core/outbox";
import { passes } from "../core/refusals";
import type { Item, Message } from "../core/state";
import * as typing from "../core/typing";
import type {
  Joined,
  MessageBody,
  OrderItem,
  Refused,
  RequestBody,
  Texts,
  Values,
  Write,
} from "../core/wire";
import { RoomLog } from "./log";

const PAGE = 50;

export class Room extends RoomLog {
  /** What stood here and is gone: the server was restored from an older copy. Empty until that happens. */
  readonly lost: Signal<readonly Message[]> = signal([]);
  #before: readonly Item[] | null = null;

  /**
   * Writes a text (4,096 code points after NFC), perhaps in reply to the message with this seq. Like all that writes, it
   * stands in the outbox at once and answers its `cid`, or null when the outbox is full: then nothing was taken.
   */
  send(text: string, replyTo?: number): string | null {
    return this.sendBody({ type: "text", text }, replyTo);
  }

  /** `texts` is what stands here until the server has taken it, in the words of its catalogue. */
  phrase(phrase: string, params?: Values, texts?: Texts): string | null {
    return this.sendBody({ type: "phrase", phrase, ...(params && { params }) }, undefined, texts);
  }

  /** Writes any body of the wire. */
  sendBody(body: MessageBody, replyTo?: number, texts?: Texts): string | null {
    this.own = typing.SILENT;
    const reply = replyTo === undefined ? {} : { reply_to: replyTo };
    return this.write({ t: "send", room: this.id, body, ...reply }, texts && { texts });
  }

  /** Replaces the words of one's own message; `target` is its seq. */
  edit(target: number, text: string): string | null {
    return this.write({ t: "edit", room: this.id, target, body: { type: "text", text } });
  }

  /** Erases a message everywhere; its place stays. */
  redact(target: number): string | null {
    return this.write({ t: "redact", room: this.id, target });
  }

  /** Puts an emoji on a message, or takes it off. */
  react(target: number, emoji: string, on: boolean): string | null {
    return this.write({ t: "react", room: this.id, target, emoji, on });
  }

  /** Asks for a change of the order, which somebody else accepts or declines: its `answer` then stands in the message. */
  request(change: RequestBody["change"], items: readonly OrderItem[] = [], note?: string): string | null {
    const about = items.length > 0 ? { items: [...items] } : {};
    return this.sendBody({ type: "request", change, ...about, ...(note && { note }) });
  }

  /** Accepts or declines a request (its seq), once: who comes second fails with `answered`, and reads what the first said. */
  answer(target: number, accept: boolean): string | null {
    return this.write({ t: "answer", room: this.id, target, accept });
  }

  /**
   * Calls staff, with a reason of the server's catalogue. The reason `report` goes to staff alone, and may name a
   * message (`target`, its seq) or a person (`user`).
   */
  help(reason: string, text?: string, about?: { target?: number; user?: string }): string | null {
    return this.write({ t: "help", room: this.id, reason, ...(text ? { text } : {}), ...about });
  }

  /** Takes the call back; staff dismiss it so. */
  withdrawHelp(): string | null {
    return this.write({ t: "help", room: this.id, withdraw: true });
  }

  override joined(frame: Joined): void {
    const behind = frame.reset && (this.feed?.high ?? 0) > frame.last_seq;
    const before = this.#before ?? (behind ? this.entries.peek() : null);
    super.joined(frame);
    this.#before = null;
    if (before) this.lost.value = lostOf(before, this.entries.peek());
  }

  override joinRefused(refused: Refused): void {
    super.joinRefused(refused);
    // It is asked again soon; until then it is said why the room does not open.
    if (passes(refused.code)) this.status.value = { ...this.status.peek(), why: refused.code };
  }

  /** Another epoch: the log is another one. */
  renewed(): void {
    this.#before = this.entries.peek();
    this.forget();
  }

  /** What failed is said once more, with the same cid. */
  retry(cid: string): void {
    this.parts.sender.retry(cid);
  }

  /** Takes it out of the outbox, in every tab; an upload stops. What is on the wire already may still arrive. */
  discard(cid: string): void {
    this.parts.sender.discard(cid);
  }

  /** Call it on every key; what is told and when is decided here. */
  typing(on: boolean): void {
    const now = this.parts.clock.now();
    if (!this.parts.canSend() || !typing.tellTyping(this.own, on, now)) return;
    this.own = { on, at: now };
    this.parts.send({ t: "typing", room: this.id, on });
  }

  /** States outright what was read; `reading.view` is for what merely shows on the screen. */
  seen(read: number): void {
    this.reading.state(0, Math.min(read, this.feed?.high ?? 0));
    this.readTo.value = this.reading.seen.read;
  }

  /** The highest entry in view; counts as read only while somebody can be reading. */
  inView(seq: number): void {
    this.reading.view(seq);
    this.readTo.value = this.reading.seen.read;
  }

  /** Somebody is at this room: what they may write will be kept. */
  touch(): void {
    this.parts.sender.prepare();
    this.reading.touch();
    this.readTo.value = this.reading.seen.read;
  }

  /** Everybody who counts for a message, with how far they are; empty in a crowd (see `seenBy`). */
  pips(item: { seq: number; by: string | null }): readonly Pip[] {
    return pipsOf(this.state.value.participants.values(), item.by ?? "", item.seq);
  }

  /** When somebody got or read a message, milliseconds, where this device saw it happen. */
  momentOf(user: string, mark: Mark, seq: number): number | null {
    return mark === "sent" ? null : momentOf(this.moments, user, mark, seq);
  }

  /** Fetches an older page; answers whether there may be more. */
  async history(): Promise<boolean> {
    const { feed } = this;
    if (!feed || !feeds.hasOlder(feed) || this.loadingOlder.peek()) return this.older.peek();
    this.loadingOlder.value = true;
    try {
      const page = await this.parts.ask({ t: "history", room: this.id, before: feed.low, limit: PAGE });
      if (page.t === "history" && this.feed) this.takePage(page.entries, page.more);
    } catch {
      // The path broke meanwhile: scrolling asks again.
    } finally {
      this.loadingOlder.value = false;
    }
    return this.older.peek();
  }

  /** Into the outbox; answers the cid, or null when it is full: then nothing was taken. */
  protected write(command: Write, more?: Pick<Unsent, "texts" | "file">, blob?: Blob): string | null {
    this.touch();
    return this.parts.sender.write(command, more, blob);
  }
}
