/** One soft, short tone per kind: generated, no files. A browser lets it be heard after the first touch. */
import type { News } from "./news";

const LOUD = 0.14;
const STEP_S = 0.13;
const TAIL_S = 0.32;

/** Up is a question, down is news; more notes press more. */
const NOTES: Readonly<Record<News, readonly number[]>> = {
  offer: [659, 880, 1175],
  help: [880, 698, 880, 698],
  waiting: [587, 784],
  mention: [988, 988],
  message: [784],
};

export class Tones {
  #audio: AudioContext | null = null;

  constructor(private readonly make: () => AudioContext) {}

  /** At a touch: from now on it may sound. */
  wake(): void {
    try {
      this.#audio ??= this.make();
      if (this.#audio.state !== "running") this.#audio.resume().catch(() => undefined);
    } catch {
      // No sound here.
    }
  }

  play(kind: News): void {
    const audio = this.#audio;
    if (audio?.state !== "running") return;
    NOTES[kind].forEach((note, nth) => {
      const at = audio.currentTime + nth * STEP_S;
      const wave = audio.createOscillator();
      const level = audio.createGain();
      wave.frequency.setValueAtTime(note, at);
      level.gain.setValueAtTime(0, at);
      level.gain.linearRampToValueAtTime(LOUD, at + 0.02);
      level.gain.exponentialRampToValueAtTime(0.0001, at + TAIL_S);
      wave.connect(level).connect(audio.destination);
      wave.start(at);
      wave.stop(at + TAIL_S);
    });
  }

  end(): void {
    this.#audio?.close().catch(() => undefined);
    this.#audio = null;
  }
}
