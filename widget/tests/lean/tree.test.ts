/** Our small tree puts into a page what Preact puts there, from whatever stood there before. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Kit, OURS, settled, THEIRS } from "./kits";
import { FakeElement, fakePage, written } from "./page";

beforeAll(fakePage);

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
