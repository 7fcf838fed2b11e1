/** What is said of one's rooms on going offline. */
import { describe, expect, it } from "vitest";
import { saidOf } from "../../src/desk/leaving";

describe("who goes offline and has rooms", () => {
  it.each([
    ["pool", "", { rooms: "pool" }],
    ["keep", "s_mika", { rooms: "keep" }],
    ["hand", "s_mika", { rooms: "hand", to: "s_mika" }],
    ["team", "night", { rooms: "hand", team: "night" }],
    ["hand", "", null],
    ["team", "", null],
  ] as const)("%s %s", (way, to, said) => expect(saidOf(way, to)).toEqual(said));
});
