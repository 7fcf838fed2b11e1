/** Lets the script's people act, one beat after another, and leaves alone whatever a person has taken over. */
import { type Signal, signal } from "@preact/signals";
import type { Lang } from "../core/wire";
import * as actor from "./actor";
import type { Seat } from "./cast";
import { takeStep } from "./host";
import { Pace } from "./pace";
import type { Pane } from "./pane";
import { type Beat, PLAY } from "./script";
import { type Chapter, storyOf } from "./story";

export type Phase = "ready" | "playing" | "paused" | "over";

export interface Stage {
  readonly panes: Readonly<Record<Seat, Pane>>;
  readonly room: () => string;
  readonly lang: () => Lang;
  readonly factor: number;
  /** The place in the script moved: kept, so that a reload goes on from there. */
  readonly moved: (at: number) => void;
}

/** How long the play waits for what a person may do instead of the script. */
const TURN_MS = 12_000;
const CHAPTER_MS = 14_000;
const READ_AFTER_MS = 700;

export class Director {
  readonly phase: Signal<Phase> = signal("ready");
  readonly at: Signal<number> = signal(0);
  /** A person drives this seat and it is their turn. */
  readonly turn: Signal<Seat | null> = signal(null);
  private pace: Pace | null = null;
  private readonly seats: readonly Pane[];
  private readonly reading = new Map<Seat, number>();

  constructor(private readonly stage: Stage) {
    this.seats = Object.values(stage.panes);
    for (const pane of this.seats) {
      pane.ledger.subscribe(() => this.readSoon(pane));
      pane.looking.subscribe(() => this.readSoon(pane));
    }
  }

  /** Takes up a play that a reload interrupted. */
  resume(at: number): void {
    this.at.value = at;
    this.phase.value = at >= PLAY.length ? "over" : at > 0 ? "paused" : "ready";
    for (const beat of PLAY.slice(0, at)) this.pose(beat);
  }

  async play(): Promise<void> {
    if (this.pace) return;
    const pace = new Pace(this.stage.factor);
    this.pace = pace;
    this.phase.value = "playing";
    while (!pace.over && this.at.peek() < PLAY.length) {
      const beat = PLAY[this.at.peek()];
      if (beat) await this.act(beat, pace);
      if (!pace.over) this.move(this.at.peek() + 1);
    }
    if (this.pace !== pace) return;
    this.pace = null;
    this.phase.value = "over";
  }

  pause(): void {
    if (!this.pace) return;
    this.pace.over = true;
    this.pace = null;
    this.turn.value = null;
    this.phase.value = "paused";
  }

  /** From the top, with another order. */
  rewind(): void {
    this.pause();
    this.phase.value = "ready";
    this.move(0);
    for (const pane of this.seats) pane.yours.value = pane.looking.value = false;
  }

  private move(at: number): void {
    this.at.value = at;
    this.stage.moved(at);
  }

  private async act(beat: Beat, pace: Pace): Promise<void> {
    this.pose(beat);
    if (beat.do === "pause") return pace.pause(beat.ms);
    if (beat.do === "host") return this.hosted(beat.step);
    if (beat.do === "reached") return this.reached(beat.chapter, pace);
    if (beat.do === "look" || beat.do === "lookAway") return;
    const pane = this.stage.panes[beat.who];
    await actor.until(() => pane.handle.peek() !== null || pace.over, TURN_MS);
    if (pane.yours.peek()) return this.theirTurn(beat, pane, pace);
    return this.perform(beat, pane, pace);
  }

  /** Looking and looking away change no room: they are struck again after a reload. */
  private pose(beat: Beat): void {
    if (beat.do === "look") this.stage.panes[beat.who].looking.value = true;
    if (beat.do === "lookAway") this.stage.panes[beat.who].looking.value = false;
  }

  private async perform(beat: Beat, pane: Pane, pace: Pace): Promise<void> {
    const lang = this.stage.lang();
    if (beat.do === "say") await actor.say(pane, beat.text[lang], pace);
    if (beat.do === "note") await actor.note(pane, beat.text[lang], pace);
    if (beat.do === "phrase") actor.phrase(pane, beat.phrase, beat.params);
    if (beat.do === "help") actor.callHelp(pane, beat.reason);
    if (beat.do === "react") actor.react(pane, beat.emoji);
  }

  private async hosted(step: Extract<Beat, { do: "host" }>["step"]): Promise<void> {
    await takeStep(this.stage.room(), step, this.stage.lang());
    if (step === "join") await actor.takePart(this.stage.panes.agent);
  }

  /** Whoever took this pane over may say it in their own words. */
  private async theirTurn(beat: Beat, pane: Pane, pace: Pace): Promise<void> {
    if (beat.do !== "say" && beat.do !== "help") return;
    const before = pane.handle.peek()?.room.entries.peek().length ?? 0;
    const acted = (): boolean => (pane.handle.peek()?.room.entries.peek().length ?? 0) > before;
    this.turn.value = pane.seat;
    await actor.until(() => acted() || !pane.yours.peek() || pace.over, TURN_MS * this.stage.factor);
    this.turn.value = null;
  }

  /** Waits until the order is so far: a pulled cable may hold it up, and the lock comes by the clock. */
  private async reached(chapter: Chapter, pace: Pace): Promise<void> {
    const there = (): boolean => this.seats.some((pane) => storyOf(pane.state.peek()).has(chapter));
    await actor.until(() => there() || pace.over, CHAPTER_MS);
    if (chapter === "locked" && !there() && !pace.over) await this.hosted("lock");
  }

  private readSoon(pane: Pane): void {
    const { seat } = pane;
    clearTimeout(this.reading.get(seat));
    if (!pane.looking.peek() || pane.yours.peek()) return;
    const wait = READ_AFTER_MS * Math.max(0.3, this.stage.factor);
    this.reading.set(
      seat,
      window.setTimeout(() => pane.looking.peek() && !pane.yours.peek() && actor.read(pane), wait),
    );
  }
}
