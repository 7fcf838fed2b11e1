/** Carries the outbox to the wire, oldest first in each room, at the pace the server asks for. */
import { type Signal, signal } from "@preact/signals-core";
import { makeCid } from "../core/ids";
import * as outbox from "../core/outbox";
import type { Word } from "../core/shared";
import type { Ack, ClientFrame, Refused, Write } from "../core/wire";
import { Alarm, type Clock } from "../net/clock";
import { jot, unjot } from "../net/mark";
import type { Keeper, KeeperParts } from "./keeper";

/** Where what is written survives: `device` a reload and a crash; `memory` as long as this page, and why. */
export interface Keeping {
  readonly where: "device" | "memory";
  /** `forbidden` by the browser (a private window, blocked storage), or the device is `full`. */
  readonly why: "forbidden" | "full" | null;
}

/** Hears the other pages of a scope; answers how to stop. */
export type Listen = (scope: string, hear: (word: Word) => void) => () => void;

export type OpenKeeper = (parts: KeeperParts) => Promise<Keeper>;

export interface SenderParts {
  readonly url: string;
  readonly clock: Clock;
  /** What keeps the outbox beyond the page, if anything does. */
  readonly keep: OpenKeeper | undefined;
  /** Is it needed at once? Else it is opened when a room is touched, or something is written. */
  readonly keepSoon: () => boolean;
  readonly listen: Listen | undefined;
  readonly downscale: KeeperParts["downscale"];
  readonly token: KeeperParts["token"];
  readonly mostBytes: KeeperParts["mostBytes"];
  readonly ref: () => number;
  readonly epoch: () => string | null;
  readonly canSend: () => boolean;
  /** Has the server answered on this socket? */
  readonly greeted: () => boolean;
  readonly send: (frame: ClientFrame) => void;
  /** The view of this room, if one is open: the entries that it holds end what was sent. */
  readonly view: KeeperParts["view"];
  readonly heard: (word: Word) => void;
  /** A command left and will be answered; `still` says whether any is unanswered. */
  readonly awaiting: () => void;
  readonly answered: (still: boolean) => void;
}

/** Words that cannot be written down yet wait so long for the device before they leave all the same. */
const OPEN_MS = 3_000;

export class Sender {
  readonly box: Signal<outbox.Outbox> = signal(outbox.EMPTY);
  readonly keeping: Signal<Keeping> = signal({ where: "memory", why: null });
  #scope: string | null = null;
  #keeper: Keeper | null = null;
  #opened: Promise<Keeper | null> | null = null;
  /** Listens in the keeper's place until it is here. */
  #deafen: (() => void) | null = null;
  #written = 0;
  readonly #blobs = new Map<string, Blob>();
  readonly #pause: Alarm;
  readonly #opening: Alarm;

  constructor(private readonly parts: SenderParts) {
    this.#pause = new Alarm(parts.clock, () => this.drain());
    this.#opening = new Alarm(parts.clock, () => this.drain());
  }

  /** Whose outbox this is: a server and a user. Takes up what an earlier page of theirs left behind. */
  belongsTo(scope: string): void {
    if (this.#scope === scope) return;
    if (this.#scope !== null) this.leave();
    this.#scope = scope;
    this.prepareIfKept();
    this.#listen();
  }

  /** Opens what keeps the outbox where an earlier page, or this one, has left something to send. */
  prepareIfKept(): void {
    if (this.parts.keepSoon() || this.box.peek().items.length > 0) this.prepare();
  }

  /** Opens what keeps the outbox on the device, once. */
  prepare(): void {
    const { keep, clock } = this.parts;
    const scope = this.#scope;
    if (!keep || scope === null || this.#opened) return;
    this.#opening.set(OPEN_MS);
    const opened = keep(this.#keeperParts(scope, clock)).catch(() => null);
    this.#opened = opened;
    void opened.then((keeper) => {
      if (this.#opened !== opened) return keeper?.close();
      // Without one (its code could not be loaded) this page keeps its own, and asks again for the next message.
      if (!keeper) this.#opened = null;
      this.#keeper = keeper;
      if (keeper) this.#hush();
      this.#opening.stop();
      keeper?.start();
      this.drain();
    });
  }

  #keeperParts(scope: string, clock: Clock): KeeperParts {
    return {
      ...this.parts,
      scope,
      clock,
      box: () => this.box.peek(),
      show: (box) => this.#show(box),
      put: (box) => this.#put(box),
      blobs: this.#blobs,
      online: this.parts.canSend,
      drain: () => this.drain(),
      heard: (word) => this.#heard(word),
      keeping: (now) => {
        this.keeping.value = now;
      },
    };
  }

  /** Answers the cid, or null when the outbox is full: then nothing was taken. */
  write(command: Write, more: Pick<outbox.Unsent, "texts" | "file"> = {}, blob?: Blob): string | null {
    const at = this.parts.clock.now();
    const cid = makeCid(at, this.parts.clock.bytes(16));
    const epoch = "target" in command && this.parts.epoch();
    const next = outbox.enqueue(this.box.peek(), { cid, command, at, ...more, ...(epoch && { epoch }) });
    if (!next) return null;
    if (blob) this.#blobs.set(cid, blob);
    const item = next.items.at(-1);
    // At once, and the database later: whatever stands on the screen outlives the page's process.
    this.#written += 1;
    if (item && this.#scope !== null) jot(this.#scope, item, this.#written);
    this.prepare();
    this.#put(next);
    this.drain();
    return cid;
  }

  drain(): void {
    if (!this.parts.canSend()) return;
    const now = this.parts.clock.now();
    const greeted = this.parts.greeted();
    if (greeted) this.#put(outbox.outdated(this.box.peek(), this.parts.epoch()));
    const may = this.#keeper?.may ?? ((item) => this.#opening.due === null && !item.file);
    // What names an old message waits until it is known that the log is still the same.
    const due = outbox.due(this.box.peek(), now, (item) => (greeted || !item.epoch) && may(item));
    for (const item of due) {
      const ref = this.parts.ref();
      this.#put(outbox.alter(this.box.peek(), item.cid, { ref }));
      this.parts.send({ ...item.command, cid: item.cid, ref });
      this.parts.awaiting();
    }
    this.#keeper?.look();
    const { pausedUntil } = this.box.peek();
    if (pausedUntil > now && outbox.pending(this.box.peek()) > 0) this.#pause.set(pausedUntil - now);
  }

  acknowledged({ room, cid, seq, at }: Ack): void {
    this.#sent({ room, cid, seq, at });
    this.tell({ k: "ack", room, cid, seq, at });
  }

  refused(refusal: Refused): void {
    this.#after(outbox.refused(this.box.peek(), refusal, this.parts.clock.now()));
  }

  interrupted(): void {
    this.#put(outbox.interrupted(this.box.peek()));
  }

  /** Another journal than the one that acknowledged. */
  renewed(): void {
    this.#put(outbox.unsettled(this.box.peek()));
  }

  settle(room: string, high: number, cids: ReadonlySet<string>): void {
    this.#after(outbox.settle(this.box.peek(), room, high, cids));
  }

  failRoom(room: string, reason: string): void {
    this.#after(outbox.failRoom(this.box.peek(), room, reason));
  }

  retry(cid: string): void {
    this.#put(outbox.retry(this.box.peek(), cid));
    this.drain();
  }

  discard(cid: string): void {
    this.#put(outbox.discard(this.box.peek(), cid));
    this.drain();
  }

  /** To the other pages of this person. */
  tell(word: Word): void {
    if (this.#keeper) this.#keeper.tell(word);
    else void this.#opened?.then((keeper) => keeper?.tell(word));
  }

  rest(asleep: boolean): void {
    this.#keeper?.rest(asleep);
    if (asleep) this.#hush();
    else this.#listen();
  }

  #listen(): void {
    if (this.#keeper || this.#scope === null || this.#deafen) return;
    this.#deafen = this.parts.listen?.(this.#scope, (word) => this.#heard(word)) ?? null;
  }

  #hush(): void {
    this.#deafen?.();
    this.#deafen = null;
  }

  /** Logged out: nothing stays, here or in other pages; where nobody is known yet, nothing of anybody on this server. */
  async wipe(): Promise<void> {
    this.#scope ??= `${new URL(this.parts.url).origin}|`;
    this.prepare();
    this.#show(outbox.EMPTY);
    const keeper = await this.#opened;
    this.#opened = this.#keeper = null;
    this.leave();
    if (!keeper && this.parts.keep) throw new Error("what is kept on the device could not be reached");
    await keeper?.wipe();
  }

  /** Ends without a word: another person uses this page, or nobody. */
  leave(): void {
    this.#keeper?.close();
    this.#hush();
    this.#keeper = null;
    this.#opened = null;
    this.#scope = null;
    this.#opening.stop();
    this.#blobs.clear();
    this.#show(outbox.EMPTY);
  }

  #heard(word: Word): void {
    if (word.k === "ack") this.#sent(word);
    // Others write, or wait for one that has the turn: what is kept is shown here too.
    else if (word.k === "changed" || word.k === "poke" || word.k === "here") this.prepare();
    else this.parts.heard(word);
  }

  #sent(ack: Pick<Ack, "room" | "cid" | "seq" | "at">): void {
    const view = this.parts.view(ack.room);
    this.#after(outbox.acknowledged(this.box.peek(), ack, view ? (view.feed?.high ?? 0) : null));
  }

  /** What others say is no answer: whoever waits for one goes on waiting. */
  #after(next: outbox.Outbox): void {
    if (next === this.box.peek()) return;
    this.#put(next);
    this.parts.answered(outbox.underWay(this.box.peek()));
    this.drain();
  }

  #put(next: outbox.Outbox): void {
    const before = this.box.peek();
    if (next === before) return;
    this.box.value = next;
    if (this.#keeper) this.#keeper.changed(before, next);
    else this.#unjot(before, next);
  }

  /** What is sent or discarded before a keeper is here must not be found by one. */
  #unjot(before: outbox.Outbox, next: outbox.Outbox): void {
    const waits = new Set(next.items.map((item) => item.state !== "sent" && item.cid));
    for (const { cid } of before.items) if (this.#scope && !waits.has(cid)) unjot(this.#scope, cid);
  }

  #show(next: outbox.Outbox): void {
    this.box.value = next;
  }
}
