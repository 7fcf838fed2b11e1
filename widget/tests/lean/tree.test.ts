/** Our small tree puts into a page what Preact puts there, from whatever stood there before. */
import * as preactSignals from "@preact/signals";
import fc from "fast-check";
import * as preact from "preact";
import * as preactHooks from "preact/hooks";
import { jsx as preactJsx } from "preact/jsx-runtime";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as lean from "../../src/lean";
import { FakeElement, fakePage, written } from "./page";

// biome-ignore lint/suspicious/noExplicitAny: two kits with types of their own, used alike
type Kit = Record<string, any>;
const OURS: Kit = lean;
const THEIRS: Kit = { ...preact, ...preactHooks, ...preactSignals, jsx: preactJsx };

beforeAll(() => {
  vi.useFakeTimers();
  fakePage();
});
afterAll(() => {
  vi.useRealTimers();
});
/** Long enough for both to draw, and to run what they run after a page was shown. */
const settled = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(500);
};

type Shape =
  | { t: "text"; text: string | number }
  | { t: "hole"; of: null | boolean | undefined }
  | { t: "element"; tag: string; props: Record<string, unknown>; kids: Shape[] }
  | { t: "list"; keys: number[] }
  | { t: "wrapped"; kids: Shape[] };

const PROPS = fc.record(
  {
    class: fc.constantFrom("a", "b"),
    "aria-hidden": fc.boolean(),
    hidden: fc.boolean(),
    title: fc.constantFrom("x", null, undefined),
    disabled: fc.boolean(),
    tabIndex: fc.constantFrom(0, -1),
  },
  { requiredKeys: [] },
);
const { shape: SHAPE } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3, depthSize: "medium" },
    fc.record({ t: fc.constant("text" as const), text: fc.constantFrom("one", "two", 0, "") }),
    fc.record({ t: fc.constant("hole" as const), of: fc.constantFrom(null, true, false, undefined) }),
    fc.record({ t: fc.constant("list" as const), keys: fc.uniqueArray(fc.nat(7), { maxLength: 6 }) }),
    fc.record({
      t: fc.constant("element" as const),
      tag: fc.constantFrom("p", "b", "svg"),
      props: PROPS,
      kids: fc.array(tie("shape"), { maxLength: 4 }),
    }),
    fc.record({ t: fc.constant("wrapped" as const), kids: fc.array(tie("shape"), { maxLength: 3 }) }),
  ),
}));

/** Puts shapes one after another into one element; answers how the page looked each time, and who lived how long. */
async function play(kit: Kit, shapes: readonly Shape[], patient = false): Promise<unknown> {
  const { jsx, Fragment, useEffect, useState, render } = kit;
  const root = new FakeElement("root");
  const life: string[] = [];
  let step = 0;
  // Born once, and alive as long as its key is in its list.
  const Lively = ({ id }: { id: number }): unknown => {
    const [born] = useState(step);
    useEffect(() => {
      life.push(`+${id}`);
      return () => void life.push(`-${id}`);
    }, []);
    return [jsx("i", { children: [`${id} since ${born}`] }), id % 2 ? " odd" : null];
  };
  const Wrapped = ({ children }: { children: unknown }): unknown => children;
  const build = (shape: Shape): unknown => {
    if (shape.t === "text") return shape.text;
    if (shape.t === "hole") return shape.of;
    if (shape.t === "element") return jsx(shape.tag, { ...shape.props, children: shape.kids.map(build) });
    // A list of its own: told apart by keys alone.
    if (shape.t === "list")
      return jsx(Fragment, { children: [shape.keys.map((id) => jsx(Lively, { id }, id))] });
    return jsx(Wrapped, { children: shape.kids.map(build) });
  };
  const seen: string[] = [];
  for (const shape of shapes) {
    step += 1;
    render(jsx("main", { children: [build(shape)] }), root);
    seen.push(written(root));
  }
  if (patient) await settled();
  render(null, root);
  if (patient) await settled();
  return { seen, left: written(root), life: patient ? [...life].sort() : [] };
}

describe("a tree", { timeout: 30_000 }, () => {
  it("looks as Preact makes it look, whatever stood there before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(SHAPE, { minLength: 1, maxLength: 5 }), async (shapes) => {
        const strip = (told: unknown): unknown => JSON.parse(JSON.stringify(told).replace(/ since \d/g, ""));
        const [ours, theirs] = [await play(OURS, shapes), await play(THEIRS, shapes)];
        expect((strip(ours) as { seen: unknown }).seen).toEqual((strip(theirs) as { seen: unknown }).seen);
        expect(ours).toMatchObject({ left: "<root></root>" });
      }),
      { numRuns: 400 },
    );
  });
  it("of keyed lines keeps each as long as its key is there, as Preact does", async () => {
    const keys = fc.array(fc.uniqueArray(fc.nat(9), { maxLength: 9 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(keys, async (lists) => {
        const shapes = lists.map((one): Shape => ({ t: "list", keys: one }));
        const [ours, theirs] = await Promise.all([play(OURS, shapes, true), play(THEIRS, shapes, true)]);
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 15 },
    );
  });
  it("moves nothing when something comes in before, between, behind, or goes", () => {
    const { jsx, render } = OURS;
    const root = new FakeElement("root");
    const show = (...keys: number[]): void =>
      render(jsx("ul", { children: [keys.map((key) => jsx("li", { children: key }, key))] }), root);
    show(3, 5);
    FakeElement.moves = 0;
    show(1, 3, 4, 5, 6);
    show(1, 4, 6);
    expect([written(root), FakeElement.moves]).toEqual([
      "<root><ul><li>1</li><li>4</li><li>6</li></ul></root>",
      0,
    ]);
  });
});

/** The same little page by both kits, and what happened in it. */
describe.each([
  ["ours", OURS],
  ["Preact", THEIRS],
])("hooks: %s", (_, kit) => {
  const { jsx, render, useEffect, useLayoutEffect, useMemo, useRef, useState, useContext, createContext } =
    kit;
  const { signal, computed, useSignal } = kit;
  const rooted = (): FakeElement => new FakeElement("root");

  it("a state draws its own component again, once, and its effects follow", async () => {
    const root = rooted();
    const told: string[] = [];
    let set: (next: unknown) => void = () => undefined;
    const One = (): unknown => {
      const [count, change] = useState(() => 1);
      const [, other] = useState(0);
      set = (next) => {
        change(next);
        other(1);
      };
      const twice = useMemo(() => count * 2, [count]);
      useLayoutEffect(() => {
        told.push(`laid ${count}`);
        return () => told.push(`unlaid ${count}`);
      }, [count]);
      useEffect(() => {
        told.push(`shown ${count}`);
        return () => told.push(`over ${count}`);
      }, [count]);
      told.push(`draw ${count}`);
      return jsx("p", { children: twice });
    };
    render(jsx("div", { children: [jsx(One, {}), "rest"] }), root);
    await settled();
    set((held: number) => held + 1);
    await settled();
    expect(written(root)).toBe("<root><div><p>4</p>rest</div></root>");
    render(null, root);
    await settled();
    expect(told).toEqual([
      ...["draw 1", "laid 1", "shown 1", "draw 2", "unlaid 1", "laid 2", "over 1", "shown 2"],
      ...["unlaid 2", "over 2"],
    ]);
  });

  it("a component that read a signal is drawn again when its value is another, and no other is", async () => {
    const root = rooted();
    const drawn = { reader: 0, parity: 0, parent: 0 };
    const count = signal(0);
    const even = computed(() => count.value % 2 === 0);
    const Reader = (): unknown => {
      drawn.reader += 1;
      return count.value;
    };
    const Parity = (): unknown => {
      drawn.parity += 1;
      return even.value ? jsx("b", {}) : null;
    };
    const Parent = (): unknown => {
      drawn.parent += 1;
      return [jsx(Parity, {}), jsx(Reader, {}), "end"];
    };
    render(jsx(Parent, {}), root);
    count.value = 2;
    await settled();
    expect([written(root), drawn]).toEqual(["<root><b></b>2end</root>", { reader: 2, parity: 1, parent: 1 }]);
    count.value = 3;
    await settled();
    expect(written(root)).toBe("<root>3end</root>");
    count.value = 4;
    await settled();
    expect(written(root)).toBe("<root><b></b>4end</root>");
  });

  it("a signal of its own, a reference, and what is shared from above", async () => {
    const root = rooted();
    const Shared = createContext("nothing");
    const held: { text?: { value: string }; box?: { current: unknown } } = {};
    const Inner = (): unknown => {
      held.text = useSignal("a");
      held.box = useRef(null);
      return jsx("p", { ref: held.box, children: [useContext(Shared), held.text?.value] });
    };
    const still = jsx(Inner, {});
    const show = (value: string): void => render(jsx(Shared.Provider, { value, children: [still] }), root);
    show("first ");
    expect(held.box?.current).toBe((root.firstChild as FakeElement | null) ?? undefined);
    if (held.text) held.text.value = "b";
    await settled();
    expect(written(root)).toBe("<root><p>first b</p></root>");
    show("second ");
    await settled();
    expect(written(root)).toBe("<root><p>second b</p></root>");
    render(null, root);
    expect(held.box?.current).toBe(null);
  });

  it("a layout effect finds its own element, also one that took another's place", async () => {
    const root = rooted();
    const found: unknown[] = [];
    const One = ({ tag }: { tag: string }): unknown => {
      const box = useRef(null);
      useLayoutEffect(() => {
        found.push(box.current !== null && box.current === root.firstChild);
      });
      return jsx(tag, { ref: box });
    };
    render(jsx(One, { tag: "p" }), root);
    render(jsx(One, { tag: "b" }), root);
    await settled();
    expect([written(root), found]).toEqual(["<root><b></b></root>", [true, true]]);
  });

  it("a press that makes something does not reach what it made", async () => {
    const root = rooted();
    const heard: string[] = [];
    const Menu = (): unknown => {
      const [open, set] = useState(false);
      const outer = open ? { onClick: () => heard.push("outer") } : {};
      return jsx("div", {
        ...outer,
        children: jsx("button", {
          onClick: () => {
            heard.push("inner");
            set(true);
          },
        }),
      });
    };
    render(jsx(Menu, {}), root);
    const button = (root.firstChild as FakeElement).firstChild as FakeElement;
    await button.press("click");
    expect(heard).toEqual(["inner"]);
    await settled();
    await button.press("click");
    expect(heard).toEqual(["inner", "inner", "outer"]);
  });

  it("what a person typed gives way to what is said", () => {
    const root = rooted();
    const show = (value: string, checked: boolean): void =>
      render(jsx("div", { children: [jsx("input", { value, checked })] }), root);
    show("a", false);
    const input = (root.firstChild as FakeElement).firstChild as FakeElement;
    Object.assign(input, { value: "typed", checked: true });
    show("a", false);
    expect([input.value, input.checked]).toEqual(["a", false]);
  });
});
