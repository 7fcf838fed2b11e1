/** Carries the outbox to the wire, oldest first, and keeps it on the device until it is acknowledged. */
import { type Signal, signal } from "@preact/signals-core";
import { makeCid } from "../core/ids";
import * as outbox from "../core/outbox";
import type { Ack, ClientFrame, Refused, Texts, Write } from "../core/wire";
import { Alarm, type Clock } from "../net/clock";
import type { Store } from "../net/store";

export interface SenderParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly ref: () => number;
  readonly canSend: () => boolean;
  readonly send: (frame: ClientFrame) => void;
  /** A command left and will be answered; `still` says whether any is unanswered. */
  readonly awaiting: () => void;
  readonly answered: (still: boolean) => void;
}

export class Sender {
  readonly box: Signal<outbox.Outbox> = signal(outbox.EMPTY);
  #scope: string | null = null;
  readonly #pause: Alarm;

  constructor(private readonly parts: SenderParts) {
    this.#pause = new Alarm(parts.clock, () => this.drain());
  }

  /** Takes up what an earlier page of the same user left behind. */
  async restore(scope: string): Promise<void> {
    if (this.#scope === scope) return;
    this.#scope = scope;
    const kept = await this.parts.store.all(scope);
    const here = new Set(this.box.peek().items.map((item) => item.cid));
    const items = [...kept.filter((item) => !here.has(item.cid)), ...this.box.peek().items];
    for (const item of this.box.peek().items) this.parts.store.put(scope, item);
    this.#put({ ...this.box.peek(), items: outbox.fromStore(items).items });
    this.drain();
  }

  write(command: Write, texts?: Texts): string | null {
    const { clock } = this.parts;
    const at = clock.now();
    const cid = makeCid(at, clock.bytes(16));
    const next = outbox.enqueue(this.box.peek(), { cid, command, at, ...(texts && { texts }) });
    if (!next) return null;
    this.#put(next);
    this.drain();
    return cid;
  }

  drain(): void {
    if (!this.parts.canSend()) return;
    const now = this.parts.clock.now();
    for (const item of outbox.due(this.box.peek(), now)) {
      const ref = this.parts.ref();
      this.#put(outbox.dispatched(this.box.peek(), item.cid, ref));
      this.parts.send({ ...item.command, cid: item.cid, ref });
      this.parts.awaiting();
    }
    const { pausedUntil } = this.box.peek();
    if (pausedUntil > now && outbox.pending(this.box.peek()) > 0) this.#pause.set(pausedUntil - now);
  }

  acknowledged(ack: Ack): void {
    this.#put(outbox.acknowledged(this.box.peek(), ack));
    this.#after();
  }

  refused(refusal: Refused): void {
    this.#put(outbox.refused(this.box.peek(), refusal, this.parts.clock.now()));
    this.#after();
  }

  interrupted(): void {
    this.#put(outbox.interrupted(this.box.peek()));
  }

  settle(room: string, high: number, cids: ReadonlySet<string>): void {
    this.#put(outbox.settle(this.box.peek(), room, high, cids));
    this.#after();
  }

  failRoom(room: string, reason: string): void {
    this.#put(outbox.failRoom(this.box.peek(), room, reason));
    this.#after();
  }

  retry(cid: string): void {
    this.#put(outbox.retry(this.box.peek(), cid));
    this.drain();
  }

  discard(cid: string): void {
    this.#put(outbox.discard(this.box.peek(), cid));
  }

  #after(): void {
    this.parts.answered(outbox.underWay(this.box.peek()));
    this.drain();
  }

  #put(next: outbox.Outbox): void {
    const before = this.box.peek();
    if (next === before) return;
    this.box.value = next;
    this.#keep(before.items, next.items);
  }

  #keep(before: readonly outbox.Unsent[], after: readonly outbox.Unsent[]): void {
    const scope = this.#scope;
    if (scope === null) return;
    const old = new Map(before.map((item) => [item.cid, item]));
    const kept = outbox.toStore({ ...this.box.peek(), items: after });
    for (const item of kept) if (old.get(item.cid)?.state !== item.state) this.parts.store.put(scope, item);
    const still = new Set(kept.map((item) => item.cid));
    for (const item of before) if (!still.has(item.cid)) this.parts.store.drop(scope, item.cid);
  }
}
