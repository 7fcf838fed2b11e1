/** What pages of one person jotted down before the outbox was kept: one order, in whichever page it is taken up. */
import { expect, it } from "vitest";
import type { Unsent } from "../../src/core/outbox";
import { withJots } from "../../src/core/shared";

const written = (cid: string, at: number, n?: number): Unsent => ({
  cid,
  at,
  command: { t: "send", room: "order-1042", body: { type: "text", text: cid } },
  state: "sending",
  ref: null,
  ...(n !== undefined && { n }),
});
const cids = (items: readonly Unsent[]): string[] => items.map((item) => item.cid);

it("stands in the order of writing, whichever page takes it up", () => {
  const [one, two, three] = [written("one", 1), written("two", 2), written("three", 3)];
  expect(cids(withJots([one, three], [two]))).toEqual(["one", "two", "three"]);
  expect(cids(withJots([two], [one, three]))).toEqual(["one", "two", "three"]);
  expect(cids(withJots([], [one, two]))).toEqual(["one", "two"]);
});

it("comes after what has a place already", () => {
  const [kept, mine] = [written("kept", 9, 1), written("mine", 5)];
  expect(cids(withJots([kept, mine], [written("theirs", 4)]))).toEqual(["kept", "theirs", "mine"]);
});

it("leaves a page's own words in their order, also when its clock was set back", () => {
  const mine = [written("first", 7), written("then", 3)];
  expect(cids(withJots(mine, [written("theirs", 5)]))).toEqual(["theirs", "first", "then"]);
});
