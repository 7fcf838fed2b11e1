/** When what is drawn: ours as Preact does, where one thing leads to another. */
import { beforeAll, describe, expect, it } from "vitest";
import { OURS, settled, THEIRS } from "./kits";
import { FakeElement, fakePage, written } from "./page";

beforeAll(fakePage);

describe.each([
  ["ours", OURS],
  ["Preact", THEIRS],
])("turns: %s", (_, kit) => {
  const { jsx, render, signal, useLayoutEffect, useRef } = kit;
  const rooted = (): FakeElement => new FakeElement("root");

  it("what becomes due while others are drawn is drawn too", async () => {
    const root = rooted();
    const [asked, told, last] = [signal(0), signal(0), signal(0)];
    const Early = (): unknown => {
      const { value } = asked;
      useLayoutEffect(() => {
        told.value = value;
      }, [value]);
      return value;
    };
    const Late = (): unknown => jsx("b", { children: `${told.value}` });
    const Other = (): unknown => [asked.value, last.value].join();
    render(
      jsx("p", { children: [jsx(Late, {}), jsx(Early, {}), jsx("i", { children: jsx(Other, {}) })] }),
      root,
    );
    for (const value of [1, 2]) {
      asked.value = value;
      await settled();
      expect(written(root)).toBe(`<root><p><b>${value}</b>${value}<i>${value},0</i></p></root>`);
    }
    last.value = 3;
    await settled();
    expect(written(root)).toBe("<root><p><b>2</b>2<i>2,3</i></p></root>");
  });
  it("a layout effect finds at once what a reference points to", () => {
    const found: unknown[] = [];
    const One = (): unknown => {
      const box = useRef(null);
      useLayoutEffect(() => void found.push(box.current?.localName), []);
      return jsx("p", { ref: box });
    };
    render(jsx("div", { children: [jsx(One, {})] }), rooted());
    expect(found).toEqual(["p"]);
  });
});

describe("what fails", () => {
  const { jsx, render, signal, useEffect, useLayoutEffect } = OURS;

  it("stops nobody else: neither who is drawn after it nor whose effect comes later", async () => {
    const problems: unknown[] = [];
    const hear = (problem: unknown): void => void problems.push((problem as Error).message);
    const heard = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException").on("uncaughtException", hear);
    const root = new FakeElement("root");
    const turn = signal(0);
    const told: string[] = [];
    const Bad = (): unknown => {
      if (turn.value === 1) throw new Error("draw");
      return "bad";
    };
    const Good = (): unknown => {
      const { value } = turn;
      useLayoutEffect(() => {
        throw new Error("layout");
      }, []);
      useLayoutEffect(() => void told.push("layout"), []);
      useEffect(() => {
        throw new Error("effect");
      }, []);
      useEffect(() => void told.push(`effect ${value}`), [value]);
      return jsx("b", { children: `${value}` });
    };
    render(jsx("p", { children: [jsx(Bad, {}), jsx(Good, {})] }), root);
    await settled();
    turn.value = 1;
    await settled();
    process.off("uncaughtException", hear);
    for (const one of heard) process.on("uncaughtException", one);
    expect(written(root)).toBe("<root><p>bad<b>1</b></p></root>");
    expect(told).toEqual(["layout", "effect 0", "effect 1"]);
    expect(problems).toEqual(["layout", "effect", "draw"]);
  });
});
