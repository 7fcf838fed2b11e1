/** Keys: what a press is called, sequences, where none acts, what a search finds, how places are told. */
import { describe, expect, it } from "vitest";
import { HIGH, near } from "../../src/desk/inbox/window";
import { keyText } from "../../src/desk/keys/palette";
import { fitOf, found } from "../../src/desk/keys/search";
import { isFree, keyOf, type Press, step } from "../../src/desk/keys/sequence";
import { fragmentOf, placeIn, type Route, routeOf, START } from "../../src/desk/route";

const press = (key: string, more: Partial<Press> = {}): string | null =>
  keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more });

describe("a press", () => {
  it("has the name of its key", () =>
    expect([press("j"), press("J"), press("?"), press(" ")]).toEqual(["j", "J", "?", "Space"]));
  it("with Ctrl or ⌘ is one key", () => {
    expect(press("k", { ctrlKey: true })).toBe("mod+k");
    expect(press("K", { metaKey: true })).toBe("mod+k");
  });
  it("is none while a word is composed, or by a modifier alone", () => {
    expect(press("a", { isComposing: true })).toBeNull();
    expect(press("Shift")).toBeNull();
  });
  it("acts where one writes only with a modifier, and Escape", () => {
    expect(["Escape", "mod+k", "alt+s"].every(isFree)).toBe(true);
    expect(["a", "?", "Enter", "Space"].some(isFree)).toBe(false);
  });
});

describe("a sequence", () => {
  const KEYS = ["g i", "g u", "j", "s"];
  const pressed = (...keys: string[]) =>
    keys.reduce((at, key) => step(at.held, key, KEYS), { held: "", hit: null as string | null });
  it("waits for its second key", () => expect(pressed("g")).toEqual({ held: "g", hit: null }));
  it("is complete with it", () => expect(pressed("g", "u")).toEqual({ held: "", hit: "g u" }));
  it("begins anew with a key that does not go on", () => {
    expect(pressed("g", "j").hit).toBe("j");
    expect(pressed("g", "g")).toEqual({ held: "g", hit: null });
    expect(pressed("g", "z")).toEqual({ held: "", hit: null });
  });
});

describe("a search", () => {
  it("finds words, beginnings first, then letters in their order", () => {
    const all = ["Sign out", "Open the next room", "Notifications"].map((label) => ({ label }));
    const named = (sought: string): string[] => found(all, sought).map(({ label }) => label);
    expect(named("no")[0]).toBe("Notifications");
    expect(named("sgo")).toEqual(["Sign out"]);
    expect(found(all, "")).toHaveLength(3);
    expect(fitOf("Sign out", "xo")).toBeNull();
  });
});

describe("a place", () => {
  it.each<[string, Route]>([
    ["#view=mine", START],
    ["#view=all&room=order-7%2F8&side", { at: "inbox", view: "all", room: "order-7/8", side: true }],
    ["#settings/widgets", { at: "settings", section: "widgets" }],
    ["#settings", { at: "settings", section: "" }],
    ["#team", { at: "team" }],
    ["#alerts", { at: "alerts" }],
  ])("%s is told and read alike", (fragment, route) => {
    expect(fragmentOf(route)).toBe(fragment);
    expect(routeOf(fragment)).toEqual(route);
  });
  it("is the inbox where nothing is said, or nonsense", () => {
    expect(routeOf("")).toEqual(START);
    expect(routeOf("#view=nobodys&side")).toEqual(START);
  });
  it("never holds a link's secret", () =>
    expect(placeIn("#link=sl_x&room=a&lang=ja&theme=dark")).toBe("room=a"));
});

it.each([
  ["j", "J"],
  ["J", "⇧ J"],
  ["g i", "G I"],
  ["mod+k", "Ctrl K"],
  ["Escape", "Esc"],
  ["]", "]"],
])("the key %s is shown as %s", (key, text) => expect(keyText(key, "X11; Linux x86_64")).toBe(text));

describe("the rows in the page", () => {
  it.each([
    [0, 700, 5_000],
    [HIGH * 2_500, 700, 5_000],
    [HIGH * 5_000, 700, 5_000],
    [HIGH * 2_500, 4_000, 5_000],
    [0, 700, 3],
    [HIGH * 90, 700, 10],
  ])("from %d, %d high, of %d: all in view, never more than sixty", (top, height, all) => {
    const [from, to] = near(top, height, all);
    expect(to - from).toBeLessThanOrEqual(60);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(all);
    const last = Math.min(all, Math.ceil((top + Math.min(height, HIGH * 40)) / HIGH));
    if (top < all * HIGH) expect(from).toBeLessThanOrEqual(top / HIGH);
    expect(to).toBeGreaterThanOrEqual(Math.min(last, all));
  });
});
