/** What a component remembers, reads and shares, and when it is drawn again: as Preact does it. */
import { beforeAll, describe, expect, it } from "vitest";
import { OURS, settled, THEIRS } from "./kits";
import { FakeElement, fakePage, written } from "./page";

beforeAll(fakePage);

/** The same little page by both kits, and what happened in it. */
describe.each([
  ["ours", OURS],
  ["Preact", THEIRS],
])("hooks: %s", (_, kit) => {
  const { jsx, render, useEffect, useLayoutEffect, useMemo, useRef, useState, useContext, createContext } =
    kit;
  const { signal, computed, useSignal } = kit;
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
