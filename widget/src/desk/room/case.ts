/** One room at the desk: its log and its staff lane, who of staff has it, who else is there, what came of one's acts. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { LeavingRoom as Room } from "../../client/leaving";
import type { Lane } from "../../core/wire";
import { type Act, type Acted, act, stands, whyNot } from "./calls";
import type { Deed } from "./deed";
import type { Audience } from "./drafts";
import type { Office } from "./office";
import { type Standing, standingOf, type Tended, tendedAfter } from "./tended";
import { Turns, until } from "./turns";
import { hearWatch, type Watcher } from "./watching";

/** What is asked of the agent in a window of its own. */
export type Question = "hand" | "snooze" | "due" | "labels" | "ban" | "silence";

/** Views that nothing shows any more stay open so long: whoever comes back at once finds them as they were. */
const LINGER_MS = 1_000;
/** What was done shows within this, where the path is a good one. */
const SEEN_MS = 4_000;
/** So long a key waits for a room that is not known yet. */
const KNOWN_MS = 15_000;

/** Why something was not done, as a code; `rest`: more was asked for after it, and not done either. */
export interface Refusal {
  readonly code: string;
  readonly rest: boolean;
}

export class Case {
  readonly room: Room;
  readonly lane: Signal<Room | null> = signal(null);
  readonly watchers: Signal<readonly Watcher[]> = signal([]);
  /** The side room that is shown in the room's place, if one is. */
  readonly side: Signal<Room | null> = signal(null);
  readonly question: Signal<{ readonly what: Question; readonly user?: string } | null> = signal(null);
  /** Why the last act was not done. */
  readonly refused: Signal<Refusal | null> = signal(null);
  /** Is something under way? */
  readonly busy: ReadonlySignal<boolean>;
  /** Is it known what can be done here? */
  readonly known: ReadonlySignal<boolean>;
  /** Is one on the way into the conversation? */
  readonly coming: ReadonlySignal<boolean>;
  readonly tended: ReadonlySignal<Tended | null>;
  readonly standing: ReadonlySignal<Standing | null>;
  /** Does the agent take part, seen by everybody? Null while nobody knows. */
  readonly takesPart: ReadonlySignal<boolean | null>;
  readonly audience: ReadonlySignal<Audience>;
  readonly #chosen: Signal<Audience | null> = signal(null);
  readonly #told: Signal<{ readonly held: Tended; readonly from: number } | null> = signal(null);
  readonly #turns = new Turns();
  readonly #sides = new Map<string, Room>();
  readonly #stops: (() => void)[];
  /** Gives up what waits for the room to be known. */
  readonly #waits = new Set<() => void>();
  #shown = 0;
  #over = false;

  constructor(
    readonly office: Office,
    readonly id: string,
    private readonly ended: () => void,
    /** Something was not done, and nothing shows the room any more. */
    private readonly undone: (held: Case) => void = () => undefined,
  ) {
    const { client, me } = office;
    this.room = client.open(id, { observe: true });
    hearWatch(this.room, (staff) => this.#watched(staff));
    this.tended = computed(() => {
      const told = this.#told.value;
      return told && tendedAfter(told.held, told.from, this.lane.value?.state.value.items ?? []);
    });
    this.standing = computed(() => this.tended.value && standingOf(this.tended.value, me.user));
    this.takesPart = computed(() => {
      const { you } = this.room.state.value;
      return you && !you.observer;
    });
    this.known = computed(() => this.#isKnown());
    this.busy = computed(() => this.#turns.names.value.length > 0);
    this.coming = computed(
      () =>
        this.takesPart.value === false &&
        this.#turns.names.value.filter((one) => one === "join").length % 2 > 0,
    );
    this.audience = computed(() => {
      const toStaff = this.#chosen.value ?? (this.takesPart.value === false ? "staff" : "all");
      return this.mayNote ? toStaff : "all";
    });
    this.#stops = [effect(() => this.#findLane()), effect(() => this.#ask())];
    office.colleagues.need();
  }

  /** Something shows it; answers how to say that it does not any more. */
  show(): () => void {
    this.#shown += 1;
    return () => {
      this.#shown -= 1;
      if (this.#shown > 0) return;
      for (const give of this.#waits) give();
      setTimeout(() => this.#close(), LINGER_MS);
    };
  }

  /** Is there a staff lane to write into? As long as nobody knows, there is. */
  get mayNote(): boolean {
    return this.lane.value !== null || this.takesPart.value === null;
  }

  choose(audience: Audience): void {
    this.#chosen.value = audience;
  }

  /** Side rooms of some of the parties and staff. */
  get lanes(): readonly Lane[] {
    return this.room.state.value.lanes.filter(({ audience }) => audience === "named");
  }

  /** Shows the side room with this id; without one, the room itself. */
  turn(lane: string | null): void {
    const held = lane === null ? null : (this.#sides.get(lane) ?? this.office.client.open(lane));
    if (lane !== null && held) this.#sides.set(lane, held);
    this.side.value = held;
  }

  /** Does something in its turn; answers whether it was done, and keeps why it was not. `seen`: does it show by now? */
  does<T>(work: () => Promise<T>, seen: (told: T) => boolean = () => true): Promise<boolean> {
    return this.#turn("", () => this.#done(work, seen));
  }

  acts(what: Act): Promise<boolean> {
    return this.does(
      () => act(this.office.client, this.id, what),
      (told) => this.shows(told),
    );
  }

  /** What is asked with it is asked at once; all else is done in its turn, by what it means then. */
  press(name: string, meant: () => Deed | undefined): void {
    const now = meant();
    if (now?.opens) return now.opens();
    void this.#turn(name, async () => {
      if (!(await this.#knows())) return this.#shown > 0 ? "offline" : "left";
      const deed = meant();
      if (deed?.does) return this.#done(deed.does, (told) => deed.seen?.(told) ?? true);
      deed?.opens?.();
      return deed ? null : "cannot";
    });
  }

  /** Once everything that was asked for before is done, and the room is known. */
  after(act: () => void): void {
    void this.#turn("", async () => {
      if (await this.#knows()) act();
      return null;
    });
  }

  /** Does the staff lane stand where this act was written? */
  shows({ seq }: Acted): boolean {
    const lane = this.lane.peek();
    return !lane || (lane.state.value && (lane.feed?.high ?? 0)) >= seq;
  }

  nameOf(user: string | null | undefined): string {
    const seen =
      this.room.state.value.people.get(user ?? "") ?? this.lane.value?.state.value.people.get(user ?? "");
    return this.office.nameOf(user, seen?.name);
  }

  #watched(staff: readonly Watcher[]): void {
    this.watchers.value = staff.filter(({ user }) => user !== this.office.me.user);
  }

  #findLane(): void {
    const found = this.room.state.value.lanes.find(({ audience }) => audience === "staff");
    if (!found || this.lane.peek()) return;
    const lane = this.office.client.open(found.room);
    hearWatch(lane, (staff) => this.#watched(staff));
    this.lane.value = lane;
  }

  /** On every connection anew: what was missed may not be in the lane's newest page. */
  #ask(): void {
    const online = this.office.client.connection.value.phase === "online";
    const ready = this.lane.value?.status.value.phase === "ready";
    if (online && ready) void this.#load();
    if (!online) this.watchers.value = [];
  }

  async #load(): Promise<void> {
    const from = this.lane.peek()?.feed?.high ?? 0;
    const held = await stands(this.office.client, this.id).catch(() => null);
    if (held) this.#told.value = { held, from };
  }

  async #turn(name: string, work: () => Promise<string | null>): Promise<boolean> {
    if (!this.busy.peek()) this.refused.value = null;
    const done = await this.#turns.take(name, work);
    if (done.why !== null && done.why !== "before") this.#refuse({ code: done.why, rest: done.rest });
    this.#close();
    return done.why === null;
  }

  async #done<T>(work: () => Promise<T>, seen: (told: T) => boolean): Promise<string | null> {
    try {
      const told = await work();
      await until(() => seen(told), SEEN_MS);
      return null;
    } catch (problem) {
      return whyNot(problem);
    }
  }

  #refuse(refusal: Refusal): void {
    this.refused.value = refusal;
    // Somebody else was first: who, is asked.
    if (refusal.code === "taken") void this.#load();
    if (this.#shown === 0) this.undone(this);
  }

  #isKnown(): boolean {
    const { phase } = this.room.status.value;
    if (phase === "left" || phase === "refused") return true;
    return this.takesPart.value !== null && (this.lane.value === null || this.tended.value !== null);
  }

  /** Answers false where it stays unknown, or one left the room before. */
  async #knows(): Promise<boolean> {
    if (this.known.peek()) return true;
    // What was asked for may not have come.
    if (this.lane.peek()?.status.peek().phase === "ready") void this.#load();
    const waits = new Set<() => void>();
    const known = await until(
      () => this.known.value,
      KNOWN_MS,
      (give) => this.#waits.add(give) && waits.add(give),
    );
    for (const give of waits) this.#waits.delete(give);
    return known;
  }

  /** Once nothing shows it, and nothing is under way. */
  #close(): void {
    if (this.#shown > 0 || this.busy.peek() || this.#over) return;
    this.#over = true;
    for (const stop of this.#stops) stop();
    for (const one of [this.room, this.lane.peek(), ...this.#sides.values()]) one?.close();
    this.ended();
  }
}
