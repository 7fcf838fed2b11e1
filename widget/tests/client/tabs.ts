/** Several tabs of one person, each a client with a clock that stands still while it sleeps and stops when it dies. */
import { createClient, type WholeClient, type WholeRoom } from "../../src/client";
import type { Clock } from "../../src/net/clock";
import type { Device } from "../../src/net/device";
import { memoryStore, type OpenTabs, type Store } from "../../src/net/device";
import type { Happening, Page } from "../../src/net/page";
import { Browser, device, JOTS, keeping } from "./devices";
import { PretendServer } from "./pretend";
import { SlowDisk } from "./slow";
import { FakeClock, settle, TOKEN } from "./world";

export const ROOMS = ["r1", "r2"] as const;

interface Tab {
  readonly client: WholeClient;
  readonly rooms: readonly WholeRoom[];
  readonly life: { asleep: boolean; dead: boolean; missed: (() => void)[] };
  tell: (what: Happening) => void;
}

export class Tabs {
  readonly clock = new FakeClock();
  readonly browser = new Browser();
  readonly store: Store = memoryStore();
  readonly disk: SlowDisk;
  readonly unkept: string[] = [];
  readonly server: PretendServer;
  readonly tabs: Tab[] = [];
  /** Everything that was ever written: by which tab, in which room. */
  readonly written: { tab: Tab; room: string; cid: string }[] = [];
  #opened = 0;

  /** `locks`: may the tabs take turns? Else each always has the turn. */
  constructor(
    private readonly locks: boolean,
    diskMs = 3,
  ) {
    this.disk = new SlowDisk(this.clock, this.store, diskMs);
    this.server = new PretendServer(this.clock, (cid, known) => {
      if (!known) void this.#wasKept(cid);
    });
  }

  async open(options: Partial<Device> = {}): Promise<Tab> {
    const life: Tab["life"] = { asleep: false, dead: false, missed: [] };
    const tab: Partial<Tab> & { tell: Tab["tell"] } = { life, tell: () => undefined };
    const page: Page = {
      attentive: () => !life.asleep && !life.dead,
      watch: (tell) => {
        tab.tell = tell;
        return () => undefined;
      },
    };
    const number = this.#opened;
    this.#opened += 1;
    const dialled = this.server.dial(number);
    const dial: typeof dialled = (events) =>
      dialled({
        opened: () => this.#live(life, () => events.opened()),
        frame: (text) => this.#live(life, () => events.frame(text)),
        closed: (code) => this.#live(life, () => events.closed(code)),
      });
    const keep = keeping(
      device({ store: this.disk.of(life), jots: JOTS, openTabs: this.#openTabs(life), ...options }),
    );
    const client = createClient({
      url: "http://parley.test",
      token: TOKEN,
      clock: this.#clockOf(life),
      page,
      dial,
      keep,
    });
    Object.assign(tab, { client, rooms: ROOMS.map((room) => client.open(room)) });
    client.start();
    await settle();
    this.tabs.push(tab as Tab);
    return tab as Tab;
  }

  /** Frozen without a warning: what happens meanwhile happens to it when it is back. */
  async sleep(at: number, asleep: boolean): Promise<void> {
    const tab = this.tabs[at];
    if (!tab || tab.life.dead || tab.life.asleep === asleep) return;
    tab.life.asleep = asleep;
    if (!asleep) for (const act of tab.life.missed.splice(0)) act();
    if (!asleep) tab.tell("visible");
    await settle();
  }

  /** The process is gone: nothing more is said or heard, its turn is free, the network tells the server nothing. */
  async crash(at: number): Promise<void> {
    const tab = this.tabs[at];
    if (!tab || tab.life.dead) return;
    tab.life.dead = true;
    this.browser.forget(tab.life);
    await this.open();
  }

  /** The paths and the server are well again, for a while. */
  async heal(): Promise<void> {
    this.server.refuse = 0;
    this.server.deafTo.clear();
    this.server.dumbTo.clear();
    await this.clock.pass(180_000);
  }

  async wake(): Promise<void> {
    for (let at = 0; at < this.tabs.length; at += 1) await this.sleep(at, false);
    await this.clock.pass(120_000);
  }

  write(tab: Tab, room: number, text: string): void {
    const cid = tab.rooms[room]?.send(text) ?? null;
    if (cid !== null) this.written.push({ tab, room: ROOMS[room] as string, cid });
  }

  get living(): Tab[] {
    return this.tabs.filter((tab) => !tab.life.dead);
  }

  async #wasKept(cid: string): Promise<void> {
    const kept = await this.store.all("http://parley.test|ann");
    if (!kept.some((item) => item.cid === cid)) this.unkept.push(cid);
  }

  #live(life: Tab["life"], act: () => void): void {
    if (life.dead) return;
    if (life.asleep) life.missed.push(act);
    else act();
  }

  #openTabs(life: Tab["life"]): OpenTabs {
    return (scope, hear) => {
      const inside = this.browser.enter(scope, (word) => this.#live(life, () => hear(word)), life);
      if (this.locks) return inside;
      return { ...inside, lead: (held) => held(), steal: () => undefined };
    };
  }

  #clockOf(life: Tab["life"]): Clock {
    const { clock } = this;
    return {
      now: () => clock.now(),
      dice: () => clock.dice(),
      bytes: (count) => clock.bytes(count),
      after: (ms, act) => clock.after(ms, () => this.#live(life, act)),
    };
  }
}
