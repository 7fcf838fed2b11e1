/** Devices under control: a store that pages share, tabs that talk and take turns, and what breaks. */

import { DeviceKeeper } from "../../src/client/keeper";
import type { OpenKeeper } from "../../src/client/sender";
import type { Word } from "../../src/core/shared";
import { alone, type Device, type Jots, memoryStore, type OpenTabs, type Tabs } from "../../src/net/device";
import { jotted, wipeJots } from "../../src/net/jots";
import { unjot } from "../../src/net/mark";

/** What pages jot down, in a `localStorage` that a test puts there. */
export const JOTS: Jots = { all: jotted, drop: unjot, wipe: wipeJots };

/** The browser's own keeps its words as its properties; so does this one. */
export function storage(): Storage {
  const kept: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
    removeItem: (key: string) => {
      delete kept[key];
    },
  };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(kept, name, { value });
  return kept as unknown as Storage;
}

export function device(more: Partial<Device> = {}): Device {
  const never = { ended: new Promise<never>(() => undefined), cancel: () => undefined };
  const jots = { all: () => [], drop: () => undefined, wipe: () => undefined };
  return { store: memoryStore(), jots, openTabs: alone, upload: () => never, ...more };
}

/** Pages that are opened with the same answer share a device. */
export function keeping(on: Device = device()): OpenKeeper {
  return (parts) => new DeviceKeeper(parts, on).begin();
}

interface Page {
  readonly hear: (word: Word) => void;
  readonly life: object;
  held: (() => void) | null;
  lost: () => void;
}

/** The pages of one browser: words arrive a little later and in order, one page has the turn. */
export class Browser {
  readonly pages: Page[] = [];
  turn: Page | null = null;
  words = 0;

  readonly openTabs: OpenTabs = (scope, hear) => this.enter(scope, hear, {});

  enter(_: string, hear: (word: Word) => void, life: object): Tabs {
    const page: Page = { hear, life, held: null, lost: () => undefined };
    this.pages.push(page);
    return {
      tell: (word) => this.#tell(page, word),
      lead: (held, lost) => {
        page.held = held;
        page.lost = lost;
        this.#next();
      },
      steal: () => this.#steal(page),
      close: () => this.#close(page),
    };
  }

  /** A page is gone without a word. */
  forget(life: object): void {
    for (const page of this.pages.filter((one) => one.life === life)) this.#close(page);
  }

  #tell(from: Page, word: Word): void {
    this.words += 1;
    const said = structuredClone(word);
    for (const page of this.pages) if (page !== from) void Promise.resolve().then(() => page.hear(said));
  }

  #next(): void {
    if (this.turn) return;
    this.turn = this.pages.find((page) => page.held) ?? null;
    this.turn?.held?.();
  }

  /** Whoever loses the turn hears of it later, and asks for it again. */
  #steal(page: Page): void {
    const before = this.turn;
    if (before === page || !page.held) return;
    this.turn = page;
    if (before) void Promise.resolve().then(() => before.lost());
    page.held();
  }

  #close(page: Page): void {
    page.held = null;
    this.pages.splice(this.pages.indexOf(page), 1);
    if (this.turn !== page) return;
    this.turn = null;
    this.#next();
  }
}
