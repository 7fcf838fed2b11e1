/** Which orders are a driver's now, in which order; which way a finger went. */
import { describe, expect, it } from "vitest";
import type { Room } from "../../src/client";
import { emptyState, type RoomState } from "../../src/core/state";
import { sideways } from "../../src/ui/driver/swipe";
import { isActive, isDone, sorted, stopOf } from "../../src/ui/orders";

const fact = (key: string, value: string, kind: "text" | "time" = "text") => ({
  key,
  label: key,
  value,
  kind,
});

const order = (id: string, facts: RoomState["facts"] = [], stage: string | null = null): Room =>
  ({ id, state: { value: { ...emptyState(id), subject: id, facts, stage } } }) as unknown as Room;

const names = (...rooms: Room[]): string =>
  sorted(rooms)
    .map(({ id }) => id)
    .join(" ");

describe("orders", () => {
  it("stand in the order of stops, as numbers", () =>
    expect(names(order("a", [fact("stop", "10")]), order("b", [fact("stop", "9")]))).toBe("b a"));
  it("without stops by when they are due, then by name; after those with one", () => {
    const due = (id: string, at: string) => order(id, [fact("eta", at, "time")]);
    const rooms = [
      order("d"),
      order("c"),
      due("b", "2026-11-21T19:40:00Z"),
      due("a", "2026-11-21T19:50:00Z"),
    ];
    expect(names(...rooms, order("z", [fact("stop", "3")]))).toBe("z b a c d");
  });
  it("what is done comes last, whatever its stop", () =>
    expect(names(order("a", [fact("stop", "1")], "delivered"), order("b", [], "picked_up"))).toBe("b a"));
  it.each(["", "soon", "Infinity"])("%j is no stop", (value) =>
    expect(stopOf({ ...emptyState("a"), facts: [fact("stop", value)] })).toBeNull(),
  );
  it("are active while they are open", () => {
    const open = { kind: "order", locked: false, status: "open" } as const;
    expect(isActive(open)).toBe(true);
    expect(
      [{ locked: true }, { status: "resolved" }, { kind: "support" }].map((one) =>
        isActive({ ...open, ...one } as typeof open),
      ),
    ).toEqual([false, false, false]);
    expect([isDone({ stage: "cancelled" }), isDone({ stage: "eta" }), isDone({ stage: null })]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("a finger", () => {
  it.each([
    [-120, 10, false, 1],
    [120, 10, false, -1],
    [-120, 10, true, -1],
    [-60, 0, false, 0],
    [-120, 90, false, 0],
  ])("that goes %i, %i (from the right: %s) means %i", (dx, dy, rtl, step) =>
    expect(sideways(dx, dy, rtl)).toBe(step),
  );
});
