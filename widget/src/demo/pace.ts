/** How fast the order is played; and the way to stop it between two letters. */

/** The factor on every pause: `/?pace=fast` is for tests and the impatient. */
const SPEEDS: Readonly<Record<string, number>> = { slow: 1.6, fast: 0.06 };
const LINE_MS = 2_400;

export class Pace {
  over = false;

  constructor(readonly factor: number) {}

  /** How many letters are written at once. */
  get letters(): number {
    return this.factor < 0.5 ? 12 : 1;
  }

  /** A line takes about as long as it takes, long or short. */
  perLetter(letters: number): number {
    return Math.min(70, Math.max(16, LINE_MS / letters));
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms * this.factor));
  }
}

export function speedOf(query: string): number {
  return SPEEDS[new URLSearchParams(query).get("pace") ?? ""] ?? 1;
}
