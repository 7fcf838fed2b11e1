/** Devices under control: a store that pages share, tabs that talk and take turns, and what breaks. */

import { DeviceKeeper } from "../../src/client/keeper";
import type { OpenKeeper } from "../../src/client/sender";
import type { Word } from "../../src/core/shared";
import { alone, type Device, memoryStore, type OpenTabs, type Tabs } from "../../src/net/device";

export function device(more: Partial<Device> = {}): Device {
  const never = { ended: new Promise<never>(() => undefined), cancel: () => undefined };
  return { store: memoryStore(), openTabs: alone, upload: () => never, ...more };
}

/** Pages that are opened with the same answer share a device. */
export function keeping(on: Device = device()): OpenKeeper {
  return (parts) => new DeviceKeeper(parts, on).begin();
}

interface Page {
  readonly hear: (word: Word) => void;
  readonly tabs: Tabs;
  held: (() => void) | null;
  lost: () => void;
  asleep: boolean;
  /** What it was told while asleep. */
  missed: Word[];
}

/** The pages of one browser: words arrive later and in order, one page has the turn, a page can fall asleep. */
export class Browser {
  readonly pages: Page[] = [];
  turn: Page | null = null;
  words = 0;

  readonly openTabs: OpenTabs = (_, hear) => {
    const page: Page = {
      hear,
      held: null,
      lost: () => undefined,
      asleep: false,
      missed: [],
      tabs: {} as Tabs,
    };
    Object.assign(page.tabs, {
      tell: (word: Word) => this.#tell(page, word),
      lead: (held: () => void, lost: () => void) => {
        page.held = held;
        page.lost = lost;
        this.#next();
      },
      steal: () => this.#steal(page),
      close: () => this.#close(page),
    });
    this.pages.push(page);
    return page.tabs;
  };

  sleep(at: number, asleep: boolean): void {
    const page = this.pages[at] as Page;
    page.asleep = asleep;
    if (!asleep) for (const word of page.missed.splice(0)) page.hear(word);
  }

  #tell(from: Page, word: Word): void {
    this.words += 1;
    const said = structuredClone(word);
    for (const page of this.pages) {
      if (page === from) continue;
      if (page.asleep) page.missed.push(said);
      else void Promise.resolve().then(() => page.hear(said));
    }
  }

  #next(): void {
    if (this.turn) return;
    const next = this.pages.find((page) => page.held && !page.asleep);
    this.turn = next ?? null;
    next?.held?.();
  }

  #steal(page: Page): void {
    const before = this.turn;
    if (before === page) return;
    this.turn = page;
    before?.lost();
    page.held?.();
  }

  #close(page: Page): void {
    page.held = null;
    this.pages.splice(this.pages.indexOf(page), 1);
    if (this.turn !== page) return;
    this.turn = null;
    this.#next();
  }
}
