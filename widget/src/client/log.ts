/** What the wire tells of one room, folded into signals. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import * as feeds from "../core/feed";
import * as folds from "../core/fold";
import { changesMe, countUnread, itemsFor } from "../core/mine";
import { type Moments, noteMoments } from "../core/moments";
import type { Unsent } from "../core/outbox";
import { passes } from "../core/refusals";
import { emptyState, type Item, presentOf, type RoomState } from "../core/state";
import * as typing from "../core/typing";
import type { ClientFrame, Entry, Joined, Participant, Refused, Resume, ServerFrame } from "../core/wire";
import { Alarm, type Clock } from "../net/clock";
import { Reading } from "./reading";
import type { Sender } from "./sender";

export type RoomPhase = "loading" | "ready" | "left" | "refused";

export interface RoomStatusNow {
  readonly phase: RoomPhase;
  /** Why the view ended: `removed`, `replaced`, `closed`, or a refusal's code. */
  readonly why: string | null;
}

export interface RoomParts {
  readonly id: string;
  readonly observe: boolean;
  readonly clock: Clock;
  readonly sender: Sender;
  readonly attentive: () => boolean;
  readonly mustTouch: boolean;
  readonly canSend: () => boolean;
  readonly send: (frame: ClientFrame) => void;
  readonly ask: (frame: AskFrame) => Promise<ServerFrame>;
  readonly me: () => string;
  readonly mutes: ReadonlySignal<ReadonlySet<string | null>>;
  readonly ended: () => void;
  readonly readHere: (read: number) => void;
}

export type AskFrame = { t: "join"; room: string; since?: number; observe?: boolean } | HistoryFrame;
interface HistoryFrame {
  t: "history";
  room: string;
  before?: number;
  after?: number;
  limit: number;
}

export class RoomLog {
  readonly id: string;
  readonly status: Signal<RoomStatusNow> = signal({ phase: "loading", why: null });
  readonly state: Signal<RoomState>;
  readonly typists: Signal<typing.Typing> = signal(typing.NOBODY);
  readonly loadingOlder: Signal<boolean> = signal(false);
  readonly older: Signal<boolean> = signal(false);
  /** The read cursor as it stood when the room was opened: where the "new" line is drawn. */
  readonly openedAt: Signal<number> = signal(0);
  readonly entries: ReadonlySignal<readonly Item[]>;
  readonly participants: ReadonlySignal<readonly Participant[]>;
  readonly outbox: ReadonlySignal<readonly Unsent[]>;
  readonly unread: ReadonlySignal<number>;
  /** Does what waits to be read begin above what is loaded? */
  readonly unreadAbove: ReadonlySignal<boolean>;
  readonly reading: Reading;
  feed: feeds.Feed | null = null;
  /** When cursors were seen to move, for the seen-by list. */
  moments: Moments = new Map();
  protected own: typing.OwnTyping = typing.SILENT;
  #joining = false;
  #observing: boolean; // Staff see the room so; while they do take part, the server treats them as anybody.
  readonly #joinAgain: Alarm;
  readonly #typingEnds: Alarm;
  protected readonly readTo: Signal<number> = signal(0);

  constructor(protected readonly parts: RoomParts) {
    this.id = parts.id;
    this.#observing = parts.observe;
    this.state = signal(emptyState(parts.id));
    this.reading = new Reading({ ...parts, room: parts.id });
    this.entries = computed(() => itemsFor(parts.me(), this.state.value));
    this.participants = computed(() => presentOf(this.state.value));
    this.outbox = computed(() => parts.sender.box.value.items.filter((it) => it.command.room === this.id));
    this.unread = computed(() =>
      countUnread(this.entries.value, this.readTo.value, parts.me(), parts.mutes.value),
    );
    this.unreadAbove = computed(
      () => this.older.value && this.readTo.value + 1 < (this.state.value.items[0]?.seq ?? 0),
    );
    this.#joinAgain = new Alarm(parts.clock, () => void this.join());
    this.#typingEnds = new Alarm(parts.clock, () => this.#expireTyping());
  }

  async join(): Promise<void> {
    if (this.#joining) return;
    this.#joining = true;
    const since = this.feed ? { since: this.feed.high } : {};
    try {
      const answer = await this.parts.ask({ t: "join", room: this.id, ...since, ...this.#observe() });
      if (answer.t === "error") this.joinRefused(answer);
    } catch {
      // The socket is gone; the next flight joins again.
    } finally {
      this.#joining = false;
    }
  }

  #observe(): { observe?: true } {
    return this.#observing ? { observe: true } : {};
  }

  joined(frame: Joined): void {
    batch(() => this.#joined(frame));
  }

  take(entries: readonly Entry[]): void {
    batch(() => this.#take(entries));
  }

  #joined(frame: Joined): void {
    this.#joining = false;
    const fresh = !this.feed || frame.reset || this.feed.first !== frame.first_seq;
    if (fresh) this.#start(frame);
    else this.#catchUp(frame);
    // Where everybody stands now (who takes no part: in `you`): what moves from here on, moves at a known time.
    this.moments = noteMoments(this.moments, frame.participants, this.parts.clock.now());
    const mine = { ...this.state.peek().participants.get(this.parts.me()), ...frame.you };
    this.reading.known(mine.delivered ?? 0, mine.read ?? 0);
    if (this.status.peek().phase !== "ready") this.openedAt.value = this.reading.seen.read;
    this.readTo.value = this.reading.seen.read;
    this.status.value = { phase: "ready", why: null };
    this.#afterFeed(frame.entries);
  }

  #take(entries: readonly Entry[]): void {
    if (!this.feed) return;
    const step = feeds.receive(this.feed, entries);
    this.feed = step.feed;
    this.state.value = folds.applyEntries(this.state.peek(), step.fresh);
    for (const entry of step.fresh) {
      if (entry.kind === "message" && entry.by)
        this.typists.value = typing.typingWithout(this.typists.peek(), entry.by);
    }
    this.#afterFeed(step.fresh);
    if (step.gap || step.fresh.some((entry) => changesMe(entry, this.parts.me()))) void this.join();
  }

  notice(frame: ServerFrame): void {
    switch (frame.t) {
      case "receipts":
        return this.#receipts(frame);
      case "typing":
        return this.#typistsTold(frame.users, frame.count ?? frame.users.length);
      case "presence":
        this.state.value = folds.applyPresence(this.state.peek(), frame.user, frame.state);
        return;
      case "silenced": // What one may do here is another thing now.
        return void this.join();
      case "room":
        if (this.status.peek().phase === "left") return this.#comeBack();
        this.state.value = folds.applySummary(this.state.peek(), frame);
        return;
      case "queue":
      case "watched":
        this.state.value = { ...this.state.peek(), [frame.t]: frame };
    }
  }

  left(reason: string): void {
    if (reason === "left") return;
    if (!this.#observing) return this.#refuse(reason, "left");
    // Staff who stepped out, or were taken out, read along again.
    this.parts.sender.failRoom(this.id, reason);
    void this.join();
  }

  /** Told of a room that we were out of: a new membership, with a window of its own. */
  #comeBack(): void {
    this.forget();
    void this.join();
  }

  /** Another epoch: everything but the outbox is void. */
  forget(): void {
    this.feed = null;
    this.state.value = { ...emptyState(this.id), you: this.state.peek().you };
    this.reading.forget();
    this.readTo.value = 0;
    this.status.value = { phase: "loading", why: null };
  }

  interrupted(): void {
    this.own = typing.SILENT;
    this.reading.untold();
    this.typists.value = typing.NOBODY;
  }

  /** Is there nothing more to come: left, removed or refused? */
  get over(): boolean {
    const { phase } = this.status.peek();
    return phase === "left" || phase === "refused";
  }

  /** How to take this room up again on a new socket: what is held, and our cursors stated once more. */
  resume(): Resume[] {
    if (!this.feed || this.over) return [];
    const { delivered, read } = this.reading.seen;
    return [{ room: this.id, seq: this.feed.high, delivered, read, ...this.#observe() }];
  }

  /** Another page of this person has read it, and has told the server. */
  readElsewhere(read: number): void {
    this.reading.known(0, Math.min(read, this.feed?.high ?? 0));
    this.readTo.value = this.reading.seen.read;
  }

  /** The page was looked at, or away from: judge again what counts as read. */
  lookedAt(): void {
    this.reading.judge();
    this.readTo.value = this.reading.seen.read;
  }

  halt(): void {
    this.reading.stop();
    this.#joinAgain.stop();
    this.#typingEnds.stop();
  }

  joinRefused({ code, retry_after_ms: wait = 2_000 }: Refused): void {
    if (passes(code)) this.#joinAgain.set(wait);
    else if (code === "forbidden" && this.#observing) {
      // No staff (any more): then like anybody.
      this.#observing = false;
      this.#joinAgain.set(0);
    } else if (code !== "unauthenticated") this.#refuse(code);
  }

  #refuse(why: string, phase: RoomPhase = "refused"): void {
    this.status.value = { phase, why };
    this.state.value = folds.afterLeaving(this.state.peek());
    this.parts.sender.failRoom(this.id, why);
    this.halt();
  }

  #start(frame: Joined): void {
    const before = this.feed && this.feed.first === frame.first_seq ? this.state.peek() : null;
    this.feed = feeds.startFeed(frame.first_seq, frame.entries, frame.last_seq);
    const base = folds.fromJoined(frame, before);
    this.state.value = folds.applyTimeline({ ...base, items: [] }, frame.entries);
    this.older.value = feeds.hasOlder(this.feed);
  }

  #catchUp(frame: Joined): void {
    if (!this.feed) return;
    const step = feeds.catchUp(this.feed, frame.entries, frame.last_seq);
    this.feed = step.feed;
    // Folded over the old participants first (a leave that the new snapshot no longer shows), then the snapshot.
    const caught = folds.applyTimeline(this.state.peek(), step.fresh);
    this.state.value = folds.fromJoined(frame, caught);
  }

  protected takePage(entries: readonly Entry[], more: boolean): void {
    if (!this.feed) return;
    const step = feeds.prepend(this.feed, entries, more);
    this.feed = step.feed;
    this.state.value = folds.applyTimeline(this.state.peek(), step.fresh);
    this.older.value = feeds.hasOlder(this.feed);
  }

  #afterFeed(entries: readonly Entry[]): void {
    const me = this.parts.me();
    const mine = entries.flatMap((entry) =>
      "cid" in entry && entry.by === me && entry.cid ? [entry.cid] : [],
    );
    this.parts.sender.settle(this.id, this.feed?.high ?? 0, new Set(mine));
    this.reading.state(this.feed?.high ?? 0, 0);
    this.reading.judge();
    this.readTo.value = this.reading.seen.read;
  }

  #receipts(frame: Extract<ServerFrame, { t: "receipts" }>): void {
    if (frame.counts) this.state.value = folds.applyCounts(this.state.peek(), frame.counts);
    if (!frame.cursors) return;
    this.moments = noteMoments(this.moments, frame.cursors, this.parts.clock.now());
    this.state.value = folds.applyCursors(this.state.peek(), frame.cursors);
    const mine = frame.cursors.find((cursor) => cursor.user === this.parts.me());
    if (!mine) return;
    this.reading.known(mine.delivered, mine.read);
    this.readTo.value = this.reading.seen.read;
  }

  #typistsTold(users: readonly string[], count: number): void {
    const now = this.parts.clock.now();
    this.typists.value = typing.typingTold(users, count, this.parts.me(), now);
    this.#typingEnds.set(typing.TYPING_EXPIRES_MS);
  }

  #expireTyping(): void {
    this.typists.value = typing.typingAt(this.typists.peek(), this.parts.clock.now());
  }
}
