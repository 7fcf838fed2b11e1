/** What sounds and what is shown outside of the page: by kind, not twice at once, and not at all while one is not to be disturbed. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chosen } from "../../src/desk/alerts/choices";
import { Teller } from "../../src/desk/alerts/teller";
import type { Tones } from "../../src/desk/alerts/tones";
import { ago, row } from "./rows";

const shown: string[] = [];
let focused = false;

class Notification {
  static permission = "granted";
  onclick: (() => void) | null = null;
  constructor(title: string) {
    shown.push(title);
  }
}

beforeEach(() => {
  shown.length = 0;
  focused = false;
  Notification.permission = "granted";
  vi.stubGlobal("Notification", Notification);
  vi.stubGlobal("document", { visibilityState: "visible", hasFocus: () => focused });
});
afterEach(() => vi.unstubAllGlobals());

const HELP = { before: row("1"), row: row("1", { waiting: { since: ago(1), reason: "late", by: "ann" } }) };
const MENTION = { before: row("2"), row: row("2", { mentions: 1 }) };

function desk(seen: string | null = null) {
  const played: string[] = [];
  const clock = { now: 200 };
  const chosen = new Chosen(() => {
    throw new Error("nothing is kept");
  });
  const teller = new Teller({
    me: "s_ada",
    chosen,
    tones: { play: (kind: string) => void played.push(kind) } as unknown as Tones,
    seen: () => seen,
    now: () => clock.now,
    text: (kind) => ({ title: kind, body: "" }),
    open: () => undefined,
  });
  return { teller, chosen, played, clock };
}

describe("what is new", () => {
  it("sounds and is shown", () => {
    const { teller, played } = desk();
    teller.tell([MENTION, HELP]);
    expect([played, shown]).toEqual([["help"], ["help"]]);
  });
  it("does neither while one is not to be disturbed, and does again afterwards", () => {
    const { teller, chosen, played } = desk();
    chosen.choose({ quiet: true });
    teller.tell([HELP]);
    expect([played, shown]).toEqual([[], []]);
    chosen.choose({ quiet: false });
    teller.tell([HELP]);
    expect([played, shown]).toEqual([["help"], ["help"]]);
  });
  it("does what was chosen for its kind", () => {
    const { teller, chosen, played, clock } = desk();
    chosen.choose({ sound: ["help"], desktop: ["mention"] });
    teller.tell([HELP]);
    clock.now += 5_000;
    teller.tell([MENTION]);
    expect([played, shown]).toEqual([["help"], ["mention"]]);
  });
  it("is one sound where much comes at once", () => {
    const { teller, played, clock } = desk();
    teller.tell([HELP]);
    clock.now += 1_499;
    teller.tell([MENTION]);
    clock.now += 1;
    teller.tell([MENTION]);
    expect(played).toEqual(["help", "mention"]);
  });
  it("is not shown to who looks at the page, nor where the browser was not asked", () => {
    const { teller, played } = desk();
    focused = true;
    teller.tell([HELP]);
    focused = false;
    Notification.permission = "default";
    teller.tell([HELP]);
    expect([played, shown]).toEqual([["help"], []]);
  });
  it("is nothing in the room that somebody looks at", () => {
    const { teller, played } = desk("1");
    teller.tell([HELP]);
    expect([played, shown]).toEqual([[], []]);
  });
});
