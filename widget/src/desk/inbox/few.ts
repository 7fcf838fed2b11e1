/** What each row of the page says: when the rooms change, only a few rows are drawn anew per picture, the rest in the next. */
import type { Row } from "./row";
import type { Why } from "./standing";
import type { Item } from "./store";

/** A place in the list, and the row of the page that is for it. */
export interface Spot {
  readonly nth: number;
  readonly slot: number;
}

/** The same, and what that row says. */
export interface Said extends Spot {
  readonly row: Row;
  readonly why: Why;
  readonly gone: boolean;
}

/** So many are laid out and painted in one picture, on a slow phone too: a list of twenty is new within a tenth of a second. */
const MOST = 4;

export class Few {
  #said = new Map<number, Said>();
  /** The slot after the last that was drawn anew: each has its turn. */
  #turn = 0;

  /** What to draw now, by slot, and whether that is not yet all; `all`: at once, for somebody waits for it. */
  of(spots: readonly Spot[], items: readonly Item[], all: boolean): { said: Said[]; late: boolean } {
    const next = new Map(spots.map((spot) => [spot.slot, saidOf(spot, items)]));
    let left = all ? Number.POSITIVE_INFINITY : MOST;
    let late = false;
    for (const slot of this.#inTurn(spots)) {
      const [now, before] = [next.get(slot) as Said, this.#said.get(slot)];
      if (before === undefined || before.nth >= items.length) continue;
      if (isSame(now, before)) continue;
      if (left > 0) {
        left -= 1;
        this.#turn = slot + 1;
      } else {
        late = true;
        next.set(slot, waits(now, before));
      }
    }
    this.#said = next;
    return { said: [...next.values()].sort((a, b) => a.slot - b.slot), late };
  }

  #inTurn(spots: readonly Spot[]): number[] {
    const slots = spots.map(({ slot }) => slot).sort((a, b) => a - b);
    const at = Math.max(
      0,
      slots.findIndex((slot) => slot >= this.#turn),
    );
    return [...slots.slice(at), ...slots.slice(0, at)];
  }
}

function saidOf(spot: Spot, items: readonly Item[]): Said {
  const { row, standing, gone } = items[spot.nth] as Item;
  return { ...spot, row, why: standing.why, gone };
}

const isSame = (a: Said, b: Said): boolean => a.row === b.row && a.why === b.why && a.gone === b.gone;

/** A room moves before it is drawn; one that comes is not shown in the words of another. */
const waits = (now: Said, before: Said): Said =>
  now.row.room === before.row.room ? { ...before, nth: now.nth } : before;
