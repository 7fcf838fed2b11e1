/** A page made of nothing but nodes, for tests of what puts things into one: enough for Preact and for ours. */
import { vi } from "vitest";

export class FakeNode {
  parentNode: FakeElement | null = null;
  ownerDocument: unknown = null;

  get nextSibling(): FakeNode | null {
    const all = this.parentNode?.childNodes ?? [];
    return all[all.indexOf(this) + 1] ?? null;
  }
  remove(): void {
    this.parentNode?.removeChild(this);
  }
}

export class FakeText extends FakeNode {
  readonly nodeType = 3;
  constructor(public data: string) {
    super();
  }
}

export class FakeElement extends FakeNode {
  readonly nodeType = 1;
  readonly childNodes: FakeNode[] = [];
  readonly given = new Map<string, string>();
  readonly #ears = new Map<string, Set<(event: unknown) => void>>();
  /** Moves within the page: what was taken out of one place and put into another. */
  static moves = 0;
  value = "";
  checked = false;
  disabled = false;

  constructor(
    readonly localName: string,
    readonly namespaceURI = "html",
  ) {
    super();
  }
  get firstChild(): FakeNode | null {
    return this.childNodes[0] ?? null;
  }
  get attributes(): { name: string; value: string }[] {
    return [...this.given].map(([name, value]) => ({ name, value }));
  }
  setAttribute(name: string, value: unknown): void {
    this.given.set(name, String(value));
  }
  removeAttribute(name: string): void {
    this.given.delete(name);
  }
  insertBefore<T extends FakeNode>(node: T, before: FakeNode | null): T {
    if (node.parentNode) FakeElement.moves += 1;
    node.remove();
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    if (at < 0) throw new Error("not a child of this");
    this.childNodes.splice(at, 0, node);
    node.parentNode = this;
    return node;
  }
  appendChild<T extends FakeNode>(node: T): T {
    return this.insertBefore(node, null);
  }
  removeChild<T extends FakeNode>(node: T): T {
    const at = this.childNodes.indexOf(node);
    if (at < 0) throw new Error("not a child of this");
    this.childNodes.splice(at, 1);
    node.parentNode = null;
    return node;
  }
  contains(node: FakeNode): boolean {
    for (let one: FakeNode | null = node; one; one = one.parentNode) if (one === this) return true;
    return false;
  }
  addEventListener(kind: string, ear: (event: unknown) => void): void {
    this.#ears.set(kind, (this.#ears.get(kind) ?? new Set()).add(ear));
  }
  removeEventListener(kind: string, ear: (event: unknown) => void): void {
    this.#ears.get(kind)?.delete(ear);
  }
  /** Tells this element and those above it, letting promised things happen between, as browsers do. */
  async press(type: string): Promise<void> {
    const event = { type };
    for (let one: FakeElement | null = this; one; one = one.parentNode) {
      for (const ear of [...(one.#ears.get(type) ?? [])]) ear.call(one, event);
      await Promise.resolve();
      await Promise.resolve();
    }
  }
}

/** Puts the fake in the place of a browser's globals, and of its clock, for this file's tests; answers the way back. */
export function fakePage(): () => void {
  vi.useFakeTimers();
  const document = {
    createElement: (name: string) => new FakeElement(name),
    createElementNS: (space: string, name: string) =>
      new FakeElement(
        name,
        /svg/.test(space) ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml",
      ),
    createTextNode: (text: string) => new FakeText(text),
  };
  const requestAnimationFrame = (act: () => void): number => Number(setTimeout(act)) || 1;
  Object.assign(globalThis, { document, requestAnimationFrame, cancelAnimationFrame: () => undefined });
  return () => vi.useRealTimers();
}

export function written(node: FakeNode): string {
  if (node instanceof FakeText) return node.data;
  const { localName, given, childNodes, value, checked } = node as FakeElement;
  const said = [...given].sort().map(([name, text]) => ` ${name}="${text}"`);
  const kept = `${value === "" ? "" : ` .value=${value}`}${checked ? " .checked" : ""}`;
  return `<${localName}${said.join("")}${kept}>${childNodes.map(written).join("")}</${localName}>`;
}
