/** Keeps the outbox on the device, shares it with the other pages of the same person, and uploads its files. */
import type * as outbox from "../core/outbox";
import { differs, join, toKeep, type Word, withJots } from "../core/shared";
import { Alarm, type Clock } from "../net/clock";
import { type Device, memoryStore, type Store, type Tabs } from "../net/device";
import { Files } from "./files";
import type { RoomLog } from "./log";
import type { Keeping } from "./sender";

export interface KeeperParts {
  /** A server and a user. */
  readonly scope: string;
  readonly url: string;
  readonly clock: Clock;
  readonly box: () => outbox.Outbox;
  /** Shows what the device keeps: it is not written back. */
  readonly show: (box: outbox.Outbox) => void;
  /** Changes the outbox, and with it what the device keeps. */
  readonly put: (box: outbox.Outbox) => void;
  /** Files that were chosen in this page, by cid. */
  readonly blobs: Map<string, Blob>;
  readonly token: (fresh: boolean) => Promise<string | null>;
  readonly downscale: ((file: Blob, name: string) => Promise<Blob>) | undefined;
  /** How large a file the server takes. */
  readonly mostBytes: () => number;
  /** A room as far as it is shown here. */
  readonly view: (room: string) => Pick<RoomLog, "feed" | "entries"> | undefined;
  /** Is there a connection to send on? */
  readonly online: () => boolean;
  readonly drain: () => void;
  /** What another page told that is not about the outbox's storage. */
  readonly heard: (word: Word) => void;
  readonly keeping: (now: Keeping) => void;
}

export interface Keeper {
  /** May this page put it on the wire now? */
  readonly may: (item: outbox.Unsent) => boolean;
  /** Writes down what this page has, and waits for its turn. */
  start(): void;
  /** This page changed its outbox. */
  changed(before: outbox.Outbox, after: outbox.Outbox): void;
  /** The queue moved, or the connection came: is there anything to do beside sending? */
  look(): void;
  tell(word: Word): void;
  /** The page sleeps: others take over; and it is back. */
  rest(asleep: boolean): void;
  wipe(): Promise<void>;
  close(): void;
}

/** How long a page that has the turn may leave others' messages lying. */
const PATIENCE_MS = 3_000;

export class DeviceKeeper implements Keeper {
  readonly may = (item: outbox.Unsent): boolean =>
    this.#leading && item.n !== undefined && (!item.file || item.file.id !== undefined);
  #store: Store;
  #tabs: Tabs | null = null;
  #leading = false;
  #closed = false;
  readonly #gone = new Map<string, number>();
  readonly #saving = new Map<string, number>();
  readonly #impatient: Alarm;
  readonly #files: Files;

  constructor(
    private readonly parts: KeeperParts,
    private readonly device: Device,
  ) {
    this.#store = device.store;
    this.#impatient = new Alarm(parts.clock, () => this.#take());
    this.#files = new Files(parts, device.upload, (cid) => this.#blob(cid));
  }

  /** Reads what earlier pages left; where it is kept is told after that: who hears it knows what waits. */
  async begin(): Promise<this> {
    await this.#read();
    this.#takeJots();
    const { where } = this.#store;
    this.parts.keeping({ where, why: where === "memory" ? "forbidden" : null });
    return this;
  }

  start(): void {
    this.#saveNew();
    this.#openTabs();
  }

  changed({ items: before }: outbox.Outbox, { items: after }: outbox.Outbox): void {
    const old = new Map(before.map((item) => [item.cid, item]));
    for (const item of after) {
      const was = old.get(item.cid);
      old.delete(item.cid);
      if (item.state !== "sent") {
        if (differs(was, item)) this.#save(item);
      } else if (was?.state !== "sent") this.#drop(item.cid);
    }
    const removed = [...old.values()].filter((item) => item.state !== "sent");
    for (const item of removed) this.#drop(item.cid);
    this.#files.changed();
  }

  look(): void {
    if (this.#leading) this.#files.look();
    else if (this.#waits() && this.#impatient.due === null) {
      this.tell({ k: "poke" });
      this.#impatient.set(PATIENCE_MS);
    }
  }

  tell(word: Word): void {
    this.#tabs?.tell(word);
  }

  rest(asleep: boolean): void {
    if (this.#closed || asleep === (this.#tabs === null)) return;
    if (asleep) this.#closeTabs();
    else void this.#read().then(() => this.#openTabs());
  }

  async wipe(): Promise<void> {
    const tabs = this.#tabs ?? this.device.openTabs(this.parts.scope, () => undefined);
    tabs.tell({ k: "bye" });
    tabs.close();
    await this.#clear();
  }

  /** After what this page was still writing down. */
  #clear(): Promise<void> {
    this.close();
    this.device.jots.wipe(this.parts.scope);
    return this.device.store.wipe(this.parts.scope);
  }

  close(): void {
    this.#closed = true;
    this.#closeTabs();
  }

  // ---- the turn ----

  #openTabs(): void {
    if (this.#closed || this.#tabs) return;
    this.#tabs = this.device.openTabs(this.parts.scope, (word) => this.#heard(word));
    this.#tabs.lead(
      () => void this.#lead(),
      () => this.#follow(),
    );
  }

  #closeTabs(): void {
    this.#follow();
    this.#impatient.stop();
    this.#tabs?.close();
    this.#tabs = null;
  }

  /** Whoever gets the turn reads first: the one before may have sent, or been told to forget. */
  async #lead(): Promise<void> {
    const tabs = this.#tabs;
    await this.#read();
    if (tabs !== this.#tabs) return;
    this.#takeJots();
    this.#saveNew();
    this.#leading = true;
    this.#impatient.stop();
    this.parts.drain();
  }

  #follow(): void {
    this.#leading = false;
    this.#files.stop();
  }

  #waits(): boolean {
    return (
      this.parts.online() && this.parts.box().items.some((it) => it.state === "sending" && it.n !== undefined)
    );
  }

  #take(): void {
    if (!this.#leading && this.#waits()) this.#tabs?.steal();
  }

  #heard(word: Word): void {
    switch (word.k) {
      case "changed":
        return void this.#read().then(() => this.parts.drain());
      case "poke":
        return this.#leading ? this.tell({ k: "here", working: this.parts.online() }) : undefined;
      case "here":
        return word.working ? this.#impatient.set(PATIENCE_MS) : this.#take();
      case "bye":
        this.#clear().catch(() => undefined);
    }
    this.parts.heard(word);
  }

  // ---- what is kept ----

  async #read(): Promise<void> {
    const store = this.#store;
    const rows = await store.all(this.parts.scope).catch(() => null);
    if (rows) this.#adopt(rows, store);
  }

  /** What a page jotted down and did not live to keep. A page that lives keeps it too: the cid makes it one. */
  #takeJots(): void {
    const box = this.parts.box();
    const known = new Set([...box.items.map((item) => item.cid), ...this.#gone.keys()]);
    const jots = this.device.jots.all(this.parts.scope).filter((item) => !known.has(item.cid));
    if (jots.length > 0) this.#show(withJots(box.items, jots));
  }

  /** What a page died over before it heard the answer may stand in the log already: then it is done. */
  #show(items: readonly outbox.Unsent[]): void {
    const box = this.parts.box();
    const known = new Set(box.items.map((item) => item.cid));
    const done = new Set(items.filter((item) => !known.has(item.cid) && this.#logged(item)));
    this.parts.show({ ...box, items: items.filter((item) => !done.has(item)) });
    for (const { cid } of done) this.#drop(cid);
  }

  #logged({ cid, command }: outbox.Unsent): boolean {
    const entries = this.parts.view(command.room)?.entries.peek() ?? [];
    return entries.some((entry) => entry.cid === cid);
  }

  #saveNew(): void {
    for (const item of this.parts.box().items)
      if (item.n === undefined && item.state !== "sent" && !this.#saving.has(item.cid)) this.#save(item);
  }

  /** What a store told that is not this page's any more (it has turned to its memory) says nothing about what is here. */
  #adopt(rows: readonly outbox.Unsent[], store: Store): void {
    if (this.#closed || store !== this.#store) return;
    const box = this.parts.box();
    const marks = { gone: new Set(this.#gone.keys()), saving: new Set(this.#saving.keys()) };
    this.#show(join(box.items, rows, marks));
  }

  #save(item: outbox.Unsent): void {
    const { scope, blobs } = this.parts;
    const store = this.#store;
    // A file goes there once, and stays whatever becomes of its message.
    const file = item.n === undefined ? blobs.get(item.cid) : undefined;
    count(this.#saving, item.cid, 1);
    store.put(scope, toKeep(item), file).then(
      (rows) => {
        count(this.#saving, item.cid, -1);
        if (store.where === "device") this.device.jots.drop(scope, item.cid);
        this.#adopt(rows, store);
        this.tell({ k: "changed" });
        this.parts.drain();
      },
      (problem: unknown) => {
        count(this.#saving, item.cid, -1);
        this.#toMemory(problem);
      },
    );
  }

  #drop(cid: string): void {
    this.parts.blobs.delete(cid);
    this.device.jots.drop(this.parts.scope, cid);
    count(this.#gone, cid, 1);
    const done = (): void => {
      count(this.#gone, cid, -1);
      this.tell({ k: "changed" });
    };
    this.#store.drop(this.parts.scope, cid).then(done, done);
  }

  /** Full, or taken away: from here on this page keeps its own, and says so. */
  #toMemory(problem: unknown): void {
    const full = problem instanceof Error && problem.name === "QuotaExceededError";
    if (this.#store.where === "device") {
      this.#store = memoryStore();
      // What the other pages do not see, none of them will send.
      this.#tabs?.close();
      this.#tabs = null;
      this.#leading = true;
      this.parts.keeping({ where: "memory", why: full ? "full" : "forbidden" });
    }
    for (const item of this.parts.box().items) if (item.state !== "sent") this.#save(item);
  }

  async #blob(cid: string): Promise<Blob | null> {
    return this.parts.blobs.get(cid) ?? this.device.store.blob(this.parts.scope, cid).catch(() => null);
  }
}

function count(map: Map<string, number>, key: string, by: number): void {
  const now = (map.get(key) ?? 0) + by;
  if (now > 0) map.set(key, now);
  else map.delete(key);
}
