/** Rows of the page that are drawn a few at a time: soon all of them, none in the words of another, each in its turn. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Few, type Said, type Spot } from "../../src/desk/inbox/few";
import type { Item } from "../../src/desk/inbox/store";
import { row } from "./rows";

const ROWS = 12;
/** Rows drawn anew in one picture. */
const MOST = 4;

const item = (room: string): Item => ({
  row: row(room),
  standing: { why: "rest", tier: 0, key: 0 },
  views: 0,
  text: null,
  gone: false,
});
const spots: Spot[] = Array.from({ length: ROWS }, (_, nth) => ({ nth, slot: nth }));
const rooms = (said: readonly Said[]): string[] => said.map((one) => one.row.room);
const named = (from: string): Item[] => spots.map(({ nth }) => item(`${from}${nth}`));

describe("a few rows a picture", () => {
  it("says everything at once to somebody who waits for it", () => {
    const few = new Few();
    few.of(spots, named("a"), true);
    const { said, late } = few.of(spots, named("b"), true);
    expect(rooms(said)).toEqual(named("b").map((one) => one.row.room));
    expect(late).toBe(false);
  });

  it("says what came for the first time", () => {
    const { said, late } = new Few().of(spots, named("a"), false);
    expect([rooms(said), late]).toEqual([named("a").map((one) => one.row.room), false]);
  });

  it("draws so many anew, leaves the others as they were, and ends; the next time as well", () => {
    const few = new Few();
    few.of(spots, named("a"), false);
    for (const name of ["b", "c"]) {
      const items = named(name);
      const news: number[] = [];
      for (let late = true; late; ) {
        const told = few.of(spots, items, false);
        news.push(told.said.filter((one) => one.row.room.startsWith(name)).length);
        late = told.late;
      }
      expect(news).toEqual([MOST, 2 * MOST, 3 * MOST]);
    }
  });

  it("moves a room at once, and says of it later what is new", () => {
    const few = new Few();
    few.of(spots, named("a"), false);
    const items = named("a").reverse();
    const turned = spots.map(({ nth, slot }) => ({ nth: ROWS - 1 - nth, slot }));
    const { said } = few.of(turned, items, false);
    expect(said.map(({ nth }) => nth)).toEqual(turned.map(({ nth }) => nth));
    expect(said.every(({ row, slot }) => row.room === `a${slot}`)).toBe(true);
  });

  it("keeps nobody waiting for those who change all the time", () => {
    const few = new Few();
    few.of(spots, named("a"), false);
    const seen = new Set<number>();
    for (let picture = 0; picture < ROWS / MOST; picture += 1) {
      const { said } = few.of(spots, named(`${picture}-`), false);
      for (const { slot, row } of said) if (row.room.startsWith(`${picture}-`)) seen.add(slot);
    }
    expect(seen.size).toBe(ROWS);
  });

  it("stands for the rooms as they are once nothing changes", () => {
    const places = fc.uniqueArray(fc.nat(ROWS - 1), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.record({ places, name: fc.constantFrom("a", "b", "c") })), (steps) => {
        const few = new Few();
        const [last, items] = [{ places: [0], name: "z" }, named("z")];
        for (const { places: here, name } of [...steps, last, last, last, last]) {
          const list = name === "z" ? items : named(name);
          const { said } = few.of(
            spots.filter(({ nth }) => here.includes(nth)),
            list,
            false,
          );
          expect(said.map(({ slot }) => slot)).toEqual([...here].sort((a, b) => a - b));
          for (const one of said) expect(one.nth).toBeLessThan(list.length);
        }
        const end = few.of(spots.slice(0, 1), items, false);
        expect([rooms(end.said), end.late]).toEqual([["z0"], false]);
      }),
    );
  });
});
