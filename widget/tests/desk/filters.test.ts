/** Which rooms a view shows, and what narrows it. */
import { describe, expect, it } from "vitest";
import {
  isIn,
  NO_FILTERS,
  narrowed,
  passes,
  statusOf,
  textOf,
  VIEWS,
  viewsOf,
} from "../../src/desk/inbox/filters";
import type { Row } from "../../src/desk/inbox/row";
import { ago, heldBy, NOBODYS, row } from "./rows";

const ME = { user: "s_ada", teams: new Set(["night"]) };
const views = (more: Partial<Row>): string[] => VIEWS.filter((one) => isIn(viewsOf(row("a", more), ME), one));

describe("a room is in", () => {
  it.each<[string, Partial<Row>, string[]]>([
    ["unassigned, as long as nobody has it", {}, ["unassigned", "all"]],
    ["mine, when I have it", { held: heldBy(ME.user) }, ["mine", "all"]],
    ["mine, when it is offered to me", { held: heldBy(ME.user, "offered") }, ["mine", "all"]],
    ["mine, when I take part and nobody has it", { part: true }, ["mine", "unassigned", "all"]],
    ["mine, when a colleague names me there", { held: heldBy("s_mika"), mentions: 1 }, ["mine", "all"]],
    ["nobody's list, when a colleague has it", { held: heldBy("s_mika"), part: true }, ["all"]],
    [
      "my team's, when it was handed to it",
      { held: { ...NOBODYS, team: "night" } },
      ["team", "unassigned", "all"],
    ],
    ["my team's, when only it can answer", { needs: ["team:night"] }, ["team", "unassigned", "all"]],
    ["not my team's, when another has it", { held: { ...NOBODYS, team: "day" } }, ["unassigned", "all"]],
    ["not unassigned: an announcement", { kind: "announcement" }, ["all"]],
  ])("%s", (_, more, expected) => expect(views(more)).toEqual(expected));
});

describe("a filter", () => {
  const fits = (more: Partial<Row>, filters: object): boolean =>
    passes(row("a", more), { ...NO_FILTERS, ...filters }, () => textOf(row("a", more)));
  it.each<[string, Partial<Row>, object]>([
    ["status", { waiting: { since: ago(1), reason: null, by: null } }, { status: "waiting" }],
    ["kind", { kind: "support" }, { kind: "support" }],
    ["priority", { priority: "urgent" }, { priority: "urgent" }],
    ["label", { labels: ["vip", "refund"] }, { label: "refund" }],
    ["agent", { held: heldBy("s_mika") }, { agent: "s_mika" }],
    ["text in a name", {}, { text: " ANN " }],
    ["text in what was said", {}, { text: "where is" }],
  ])("of %s keeps what fits and nothing else", (_, more, filters) => {
    expect(fits(more, filters)).toBe(true);
    expect(fits({ people: [], last: null }, filters)).toBe(false);
  });
  it("shows what is resolved only where that is asked for", () => {
    expect(fits({ status: "resolved" }, {})).toBe(false);
    expect(fits({ status: "resolved" }, { status: "resolved" })).toBe(true);
  });
  it("is counted; a search is not", () =>
    expect(narrowed({ ...NO_FILTERS, kind: "order", text: "a" })).toBe(1));
  it("a room on hold has no other status", () => {
    expect(statusOf(row("a", { hold: "pending", waiting: { since: ago(1), reason: null, by: null } }))).toBe(
      "pending",
    );
    expect(statusOf(row("a"))).toBe("answered");
  });
});
