/** What may sound and what may be shown outside of the page: one's own choice, kept on this device. */
import { type Signal, signal } from "@preact/signals-core";
import { NEWS, type News } from "./news";

const KEY = "parley.desk.alerts";

export interface Choices {
  /** Nothing at all, for now. */
  readonly quiet: boolean;
  readonly sound: readonly News[];
  readonly desktop: readonly News[];
  /** Do single keys act? */
  readonly singles: boolean;
  /** Does the side stand beside the room, where there is space? */
  readonly side: boolean;
}

const USUAL: Choices = {
  quiet: false,
  sound: ["offer", "help", "mention"],
  desktop: ["offer", "help", "mention"],
  singles: true,
  side: true,
};

const known = (told: unknown, usual: readonly News[]): readonly News[] =>
  Array.isArray(told) ? NEWS.filter((one) => told.includes(one)) : usual;
const flag = (told: unknown, usual: boolean): boolean => (typeof told === "boolean" ? told : usual);

/** Whatever stands there, as far as it can be understood. */
export function choicesOf(text: string | null): Choices {
  try {
    const told = JSON.parse(text ?? "{}") as Record<string, unknown>;
    return {
      quiet: flag(told.quiet, USUAL.quiet),
      sound: known(told.sound, USUAL.sound),
      desktop: known(told.desktop, USUAL.desktop),
      singles: flag(told.singles, USUAL.singles),
      side: flag(told.side, USUAL.side),
    };
  } catch {
    return USUAL;
  }
}

export class Chosen {
  readonly now: Signal<Choices>;

  constructor(private readonly store: () => Storage) {
    this.now = signal(choicesOf(this.#read()));
  }

  choose(change: Partial<Choices>): void {
    this.now.value = { ...this.now.peek(), ...change };
    try {
      this.store().setItem(KEY, JSON.stringify(this.now.peek()));
    } catch {
      // Then it holds as long as the page.
    }
  }

  #read(): string | null {
    try {
      return this.store().getItem(KEY);
    } catch {
      return null;
    }
  }
}
