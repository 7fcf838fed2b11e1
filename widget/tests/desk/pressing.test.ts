/** A press on the page: where it means an action and where it is what somebody writes; the page is a pretended one. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Actions } from "../../src/desk/keys/actions";
import { PAUSE_MS } from "../../src/desk/keys/sequence";

/** An element by its name and what it is; it knows the one selector by which the page asks where one writes. */
class Element {
  constructor(
    private readonly name: string,
    private readonly of: { type?: string; editable?: boolean } = {},
  ) {}

  closest(selector: string): Element | null {
    const parts = selector.split(/, (?![^(]*\))/);
    return parts.some((part) => this.#is(part)) ? this : null;
  }

  #is(part: string): boolean {
    if (part === "[contenteditable=true]") return this.of.editable === true;
    const [, name, but = ""] = /^(\w+)(?::not\((.*)\))?$/.exec(part) ?? [];
    return name === this.name && !but.includes(`[type=${this.of.type}]`);
  }
}

let dialog = false;

beforeEach(() => {
  dialog = false;
  vi.stubGlobal("Element", Element);
  vi.stubGlobal("document", { querySelector: (sought: string) => sought === "dialog[open]" && dialog });
});
afterEach(() => vi.unstubAllGlobals());

function page() {
  const done: string[] = [];
  let now = 0;
  const actions = new Actions(() => now);
  const act = (id: string, key: string) => ({ id, key, label: id, run: () => void done.push(id) });
  actions.register([act("next", "j"), act("away", "Escape"), act("palette", "mod+k"), act("team", "g u")]);
  const press = (key: string, more: object = {}): boolean => {
    let stopped = false;
    const preventDefault = (): void => {
      stopped = true;
    };
    const none = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false };
    const event = {
      key,
      ...none,
      target: new Element("div"),
      defaultPrevented: false,
      preventDefault,
      ...more,
    };
    actions.press(event as unknown as KeyboardEvent);
    return stopped;
  };
  const passes = (ms: number): void => {
    now += ms;
  };
  return { actions, act, done, press, passes };
}

describe("a press on the page", () => {
  it("does what it means, and nothing else comes of it; what means nothing is left alone", () => {
    const { done, press } = page();
    expect([press("j"), press("x")]).toEqual([true, false]);
    expect(done).toEqual(["next"]);
  });
  it.each([
    ["a field", new Element("input", { type: "text" })],
    ["a box", new Element("textarea")],
    ["a choice", new Element("select")],
    ["a text that is written in", new Element("div", { editable: true })],
  ])("in %s is what is written there, but for Escape and with Ctrl", (_, target) => {
    const { done, press } = page();
    for (const key of ["j", "g", "u"]) expect(press(key, { target })).toBe(false);
    press("Escape", { target });
    press("k", { target, ctrlKey: true });
    expect(done).toEqual(["away", "palette"]);
  });
  it.each(["checkbox", "radio"])("on a %s acts: nothing is written there", (type) => {
    const { done, press } = page();
    press("j", { target: new Element("input", { type }) });
    expect(done).toEqual(["next"]);
  });
  it("is the dialog's while one is open, and its who took it before", () => {
    const { done, press } = page();
    press("j", { defaultPrevented: true });
    dialog = true;
    press("j");
    press("Escape");
    expect(done).toEqual([]);
  });
  it("while a word is composed is part of the word", () => {
    const { done, press } = page();
    press("j", { isComposing: true });
    expect(done).toEqual([]);
  });
  it("by itself means nothing where one switched that off", () => {
    const { actions, done, press } = page();
    actions.singles = () => false;
    press("j");
    press("Escape");
    expect(done).toEqual(["away"]);
  });
  it("goes on from the one before, unless a pause was between", () => {
    const { done, press, passes } = page();
    press("g");
    passes(PAUSE_MS + 1);
    press("u");
    expect(done).toEqual([]);
    press("g");
    passes(PAUSE_MS);
    press("u");
    expect(done).toEqual(["team"]);
  });
  it("means what stands nearer: registered last, where it can be done", () => {
    const { actions, act, done, press } = page();
    const gone = actions.register([act("message", "j"), { ...act("never", "j"), when: () => false }]);
    press("j");
    gone();
    press("j");
    expect(done).toEqual(["message", "next"]);
  });
});
