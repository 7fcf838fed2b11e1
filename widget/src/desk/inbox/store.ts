/** The rooms of the inbox in their order, kept by changes alone: a row that comes costs a search, however many there are. */
import { type Filters, isIn, NO_FILTERS, passes, textOf, VIEWS, type View, viewsOf } from "./filters";
import type { InboxFrame, Reader, Row } from "./row";
import { Sorted } from "./sorted";
import { isTimed, type Standing, standingOf, WHYS } from "./standing";

/** A room of the list. One object as long as the room is here. */
export interface Item {
  row: Row;
  standing: Standing;
  views: number;
  text: string | null;
  /** It left while the order held. */
  gone: boolean;
}

/** What became of one row. */
export interface Change {
  readonly before: Row | null;
  readonly row: Row;
}

/** Everything up to here needs somebody. */
const NEEDS = WHYS.indexOf("unread");

function compare(a: Item, b: Item): number {
  const [one, other] = [a.standing, b.standing];
  return (
    one.tier - other.tier ||
    one.key - other.key ||
    (a.row.room < b.row.room ? -1 : Number(a.row.room !== b.row.room))
  );
}

/** While somebody points at the list its order holds, and what moved waits. */
export class Inbox {
  /** Told whenever what is shown may be another. */
  told: () => void = () => undefined;
  /** Is the list known? */
  ready = false;
  readonly counts: Record<View, number> = { mine: 0, team: 0, unassigned: 0, all: 0 };
  readonly labels = new Map<string, number>();
  /** Rooms that are offered to the reader. */
  readonly offers = new Set<string>();
  /** Rooms of mine that need me. */
  needs = 0;
  /** Rooms that moved, came or went while the order held. */
  readonly moved = new Set<string>();
  #view: View = "mine";
  #filters: Filters = NO_FILTERS;
  #held: Item[] | null = null;
  /** Those told since the last reset began; null: the telling is complete. */
  #fresh: Set<string> | null = null;
  readonly #items = new Map<string, Item>();
  readonly #order = new Sorted<Item>(compare);

  constructor(private reader: Reader) {}

  /** What stands in the list, in the order in which it is shown. */
  get shown(): readonly Item[] {
    return this.#held?.length ? this.#held : this.#order.items;
  }

  get view(): View {
    return this.#view;
  }

  get filters(): Filters {
    return this.#filters;
  }

  get all(): Iterable<Item> {
    return this.#items.values();
  }

  item(room: string): Item | undefined {
    return this.#items.get(room);
  }

  /** Takes a frame in; answers what changed: nothing, while the list is told for the first time. */
  take(frame: InboxFrame, now: number): readonly Change[] {
    const known = this.ready;
    if (frame.reset) this.#fresh = new Set();
    const changes = frame.rows.map((row) => this.#put(row, now));
    for (const room of frame.gone ?? []) this.#drop(room);
    if (this.#fresh && !frame.more) this.#complete();
    this.told();
    return known ? changes : [];
  }

  /** Another view, or other filters: the list is made anew, whatever held. */
  look(view: View, filters: Filters): void {
    this.#view = view;
    this.#filters = filters;
    this.#order.fill([...this.#items.values()].filter((item) => this.#shows(item)));
    if (this.#held) this.#held = [...this.#order.items];
    this.moved.clear();
    this.told();
  }

  /** Whose list it is may be known better later. */
  readAs(reader: Reader): void {
    this.reader = reader;
    for (const item of this.#items.values()) {
      this.#count(item, -1);
      item.views = viewsOf(item.row, reader);
      this.#count(item, 1);
    }
    this.look(this.#view, this.#filters);
  }

  /** Time passed: rooms whose reason came or went with it. */
  tick(now: number): void {
    for (const item of this.#items.values()) if (isTimed(item.row)) this.#put(item.row, now);
    this.told();
  }

  /** While it holds, rows stay where they are. */
  hold(on: boolean): void {
    if (on === (this.#held !== null)) return;
    if (on) this.#held = [...this.#order.items];
    else this.#release();
  }

  /** The order as it is now; it goes on to hold. */
  apply(): void {
    const held = this.#held !== null;
    this.#release();
    this.hold(held);
  }

  #release(): void {
    this.#held = null;
    this.moved.clear();
    this.told();
  }

  #shows({ row, views, ...item }: Item): boolean {
    if (!isIn(views, this.#view)) return false;
    return passes(row, this.#filters, () => item.text ?? textOf(row));
  }

  #put(row: Row, now: number): Change {
    const old = this.#items.get(row.room);
    this.#fresh?.add(row.room);
    const before = old?.row ?? null;
    const from = old ? this.#order.remove(old) : -1;
    if (old) this.#count(old, -1);
    const item: Item = old ?? { row, standing: NOWHERE, views: 0, text: null, gone: false };
    item.row = row;
    item.standing = standingOf(row, this.reader.user, now);
    item.views = viewsOf(row, this.reader);
    item.text = this.#filters.text ? textOf(row) : null;
    this.#items.set(row.room, item);
    this.#offer(row.room, item.standing.why === "offer");
    this.#count(item, 1);
    const to = this.#shows(item) ? this.#order.add(item) : -1;
    if (this.#held && from !== to) this.moved.add(row.room);
    return { before, row };
  }

  #drop(room: string): void {
    const item = this.#items.get(room);
    if (!item) return;
    this.#items.delete(room);
    this.#offer(room, false);
    this.#count(item, -1);
    item.gone = true;
    if (this.#order.remove(item) >= 0 && this.#held) this.moved.add(room);
  }

  /** The telling is through: what it did not name is not there any more. */
  #complete(): void {
    for (const room of [...this.#items.keys()]) if (!this.#fresh?.has(room)) this.#drop(room);
    this.#fresh = null;
    this.ready = true;
  }

  #count({ row, views, standing }: Item, by: 1 | -1): void {
    if (row.status === "resolved") return;
    for (const view of VIEWS) if (isIn(views, view)) this.counts[view] += by;
    if (isIn(views, "mine") && standing.tier <= NEEDS) this.needs += by;
    for (const label of row.labels) this.#label(label, by);
  }

  #offer(room: string, on: boolean): void {
    if (on) this.offers.add(room);
    else this.offers.delete(room);
  }

  #label(label: string, by: 1 | -1): void {
    const count = (this.labels.get(label) ?? 0) + by;
    if (count > 0) this.labels.set(label, count);
    else this.labels.delete(label);
  }
}

const NOWHERE: Standing = { why: "rest", tier: 0, key: 0 };
