/** Our signals do what `@preact/signals-core` does, whatever is read, written, batched and ended in whichever order. */
import * as preact from "@preact/signals-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as lean from "../../src/lean/signals";

interface Kit {
  signal<T>(value: T): { value: T; peek(): T };
  computed<T>(compute: () => T): { readonly value: T; peek(): T };
  effect(act: () => unknown): () => void;
  batch<T>(act: () => T): T;
}

/** Which of the values before it a computed one reads: all, or the second only while the first is even. */
const LINK = fc.record({
  kind: fc.constantFrom("sum", "choice", "parity", "throws"),
  of: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }),
});
const STEP = fc.oneof(
  fc.record({ act: fc.constant("set" as const), which: fc.nat(3), to: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ act: fc.constant("both" as const), which: fc.nat(3), to: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ act: fc.constant("watch" as const), which: fc.nat(20), to: fc.constant(0) }),
  fc.record({ act: fc.constant("end" as const), which: fc.nat(20), to: fc.constant(0) }),
  fc.record({ act: fc.constant("peek" as const), which: fc.nat(20), to: fc.constant(0) }),
);
type Link = typeof LINK extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

/** Plays a script; answers what each effect saw, in its own order, and every value at every step. */
function play(kit: Kit, links: readonly Link[], steps: readonly Step[]): unknown[] {
  const sources = [0, 1, 2, 3].map((value) => kit.signal(value));
  const values: { readonly value: number; peek(): number }[] = [...sources];
  for (const { kind, of } of links) {
    const read = of.map((at) => values[at % values.length] as { value: number });
    values.push(kit.computed(() => derive(kind, read)));
  }
  const told: string[][] = [];
  const ends: (() => void)[] = [];
  const safely = (act: () => unknown): string => {
    try {
      return String(act());
    } catch (problem) {
      return (problem as Error).message;
    }
  };
  const pick = (at: number) => values[at % values.length] as { value: number; peek(): number };
  const seen = steps.map(({ act, which, to }) => {
    const source = sources[which % sources.length] as { value: number };
    if (act === "set") source.value = to;
    if (act === "both")
      kit.batch(() => {
        source.value = to;
        (sources[(which + 1) % sources.length] as { value: number }).value = to + 1;
      });
    if (act === "watch") {
      const log: string[] = [];
      told.push(log);
      ends.push(
        kit.effect(() => {
          log.push(safely(() => pick(which).value));
          return () => void log.push("over");
        }),
      );
    }
    if (act === "end" && ends.length > 0) ends[which % ends.length]?.();
    return act === "peek" ? safely(() => pick(which).peek()) : values.map((one) => safely(() => one.value));
  });
  for (const end of ends) end();
  return [seen, told];
}

function derive(kind: string, read: readonly { value: number }[]): number {
  const [first, second] = read;
  const head = first?.value ?? 0;
  if (kind === "choice") return head % 2 === 0 ? (second?.value ?? 0) : -1;
  if (kind === "parity") return head % 2;
  if (kind === "throws" && head === 3) throw new Error("three");
  return read.reduce((sum, one) => sum + one.value, 0);
}

describe("signals", { timeout: 30_000 }, () => {
  it("are those of Preact", () => {
    const scripts = [fc.array(LINK, { maxLength: 6 }), fc.array(STEP, { maxLength: 25 })] as const;
    fc.assert(
      fc.property(...scripts, (links, steps) => {
        expect(play(lean, links, steps)).toEqual(play(preact as unknown as Kit, links, steps));
      }),
      { numRuns: 1500 },
    );
  });
  it("a computed value is made when it is asked for, once, and not again while nothing changed", () => {
    const source = lean.signal(1);
    let made = 0;
    const double = lean.computed(() => {
      made += 1;
      return source.value * 2;
    });
    expect(made).toBe(0);
    expect([double.value, double.value, made]).toEqual([2, 2, 1]);
    source.value = 2;
    expect(made).toBe(1);
    const end = lean.effect(() => void double.value);
    expect(made).toBe(2);
    end();
    source.value = 3;
    expect(made).toBe(2);
    expect([double.value, made]).toEqual([6, 3]);
  });
  it("a subscriber is told the value now and each that comes, and reads nothing for itself", () => {
    const [source, other] = [lean.signal(1), lean.signal(1)];
    const told: number[] = [];
    const end = source.subscribe((value) => told.push(value * other.value));
    source.value = 2;
    other.value = 5;
    end();
    source.value = 3;
    expect(told).toEqual([1, 2]);
  });
  it("an effect that runs in a circle is stopped", () => {
    const source = lean.signal(0);
    const more = (): void => {
      source.value += 1;
    };
    expect(() => lean.effect(more)).toThrow("Cycle");
    const loop: { readonly value: number } = lean.computed(() => loop.value + 1);
    expect(() => loop.value).toThrow("Cycle");
  });
  it("one effect that fails does not keep another from its news", () => {
    const source = lean.signal(0);
    const seen: number[] = [];
    lean.effect(() => {
      if (source.value > 0) throw new Error("mine");
    });
    lean.effect(() => void seen.push(source.value));
    expect(() => {
      source.value = 1;
    }).toThrow("mine");
    source.value = 0;
    expect(seen).toEqual([0, 1, 0]);
  });
});
