/** The sound of the till: generated, no file; it says whether the browser lets it be heard. */
import { type Signal, signal } from "@preact/signals-core";

export type BellState = "off" | "on" | "blocked";

const LOUD = 0.25;
const LONG_S = 0.5;
const NOTES = [659, 880] as const;

export class Bell {
  readonly state: Signal<BellState> = signal("off");
  #audio: AudioContext | null = null;

  constructor(private readonly make: () => AudioContext) {}

  /** Best at a touch: without one most browsers block it, until `wake` comes with the next. */
  start(): void {
    if (this.#audio) return this.wake();
    try {
      this.#audio = this.make();
    } catch {
      this.state.value = "blocked";
      return;
    }
    this.#audio.onstatechange = () => this.#look();
    this.wake();
  }

  /** At every touch: now the browser may let it sound. */
  wake(): void {
    // It may wait for a touch for ever, or be refused; `#look` says how it stands.
    if (this.#audio && this.#audio.state !== "running") this.#audio.resume().catch(() => undefined);
    this.#look();
  }

  stop(): void {
    this.#audio?.close().catch(() => undefined);
    this.#audio = null;
    this.state.value = "off";
  }

  ring(): void {
    const audio = this.#audio;
    if (audio?.state !== "running") return this.#look();
    NOTES.forEach((note, nth) => {
      const at = audio.currentTime + (nth * LONG_S) / 2;
      const wave = audio.createOscillator();
      const level = audio.createGain();
      wave.frequency.setValueAtTime(note, at);
      level.gain.setValueAtTime(0, at);
      level.gain.linearRampToValueAtTime(LOUD, at + 0.02);
      level.gain.exponentialRampToValueAtTime(0.0001, at + LONG_S);
      wave.connect(level).connect(audio.destination);
      wave.start(at);
      wave.stop(at + LONG_S);
    });
  }

  #look(): void {
    if (this.#audio) this.state.value = this.#audio.state === "running" ? "on" : "blocked";
  }
}
