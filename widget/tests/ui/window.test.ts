/** Which rows of a long conversation are drawn: the view is filled, what is left out is accounted for, and little is drawn. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sum, windowOf } from "../../src/ui/window";

const AHEAD = 1500;
const list = fc.array(fc.integer({ min: 20, max: 900 }), { maxLength: 400 });
const spot = fc.oneof(fc.integer({ min: 0, max: 200_000 }), fc.constant(Number.POSITIVE_INFINITY));
const view = fc.integer({ min: 1, max: 2_000 });
const none = (): boolean => false;

/** Every row with its upper and lower edge. */
function edges(heights: readonly number[]): [number, number][] {
  return heights.map((height, at) => [sum(heights.slice(0, at)), sum(heights.slice(0, at)) + height]);
}

describe("the rows that are drawn", () => {
  it("and the space between them are as high as all rows, each drawn row where it would stand among all", () => {
    fc.assert(
      fc.property(list, spot, view, fc.array(fc.nat(399)), (heights, top, high, kept) => {
        const { shown, below } = windowOf(heights, top, high, (at) => kept.includes(at));
        let y = 0;
        for (const { at, space } of shown) {
          y += space;
          expect(y).toBe(sum(heights.slice(0, at)));
          y += heights[at] ?? 0;
        }
        expect(y + below).toBe(sum(heights));
      }),
    );
  });

  it("fill the view, wherever it is, and reach beyond it on both sides", () => {
    fc.assert(
      fc.property(list, spot, view, (heights, top, high) => {
        const begins = Math.min(top, Math.max(0, sum(heights) - high));
        const drawn = new Set(windowOf(heights, top, high, none).shown.map(({ at }) => at));
        edges(heights).forEach(([from, to], at) => {
          if (to > begins - AHEAD && from < begins + high + AHEAD) expect(drawn).toContain(at);
        });
      }),
    );
  });

  it("are few, however many there are", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), spot, view, (count, top, high) => {
        const { shown } = windowOf(new Array<number>(count).fill(20), top, high, none);
        expect(shown.length).toBeLessThanOrEqual((high + 2 * AHEAD) / 20 + 2);
      }),
    );
  });

  it("are those that are kept besides, in their place", () => {
    fc.assert(
      fc.property(list, spot, view, fc.nat(399), (heights, top, high, one) => {
        const { shown } = windowOf(heights, top, high, (at) => at === one);
        const places = shown.map(({ at }) => at);
        expect(places.includes(one)).toBe(one < heights.length);
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }),
    );
  });
});
