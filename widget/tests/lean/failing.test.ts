/** What fails while a page is drawn by our runtime stops nobody else. */
import { beforeAll, describe, expect, it } from "vitest";
import { OURS, settled } from "./kits";
import { FakeElement, fakePage, written } from "./page";

beforeAll(fakePage);

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
