/** What components return, and the places in the page where it stands. The same words as Preact, and less of them. */
import { type Props, setKept, setProps } from "./props";
import { type Component, Self } from "./self";

/** `type` null: a text, which is its `props`. */
export interface Node {
  readonly type: string | Component | null;
  readonly props: Props & { readonly children?: unknown };
  readonly key: unknown;
}

const SVG = "http://www.w3.org/2000/svg";

export function jsx(type: string | Component, props: Node["props"], key?: unknown): Node {
  return { type, props, key };
}

export function Fragment({ children }: { children?: unknown }): unknown {
  return children;
}

/** One place: an element or a text (`dom`), or a component (`self`), and those within. */
export class Place {
  kids: (Place | null)[] = [];
  dom: Element | Text | null = null;
  self: Self | null = null;
  readonly svg: boolean;

  constructor(
    public node: Node,
    readonly above: Place | null,
  ) {
    this.svg = node.type === "svg" || (above?.svg ?? false);
  }

  /** Puts these children where the old ones were, and keeps those that are the same. */
  fill(children: unknown): void {
    const old = new Map<unknown, Place>();
    this.kids.forEach((kid, at) => {
      if (!kid) return;
      const key = keyOf(kid.node, at);
      old.set(old.has(key) ? kid : key, kid);
    });
    this.kids = listOf(children).map((child, at) => {
      const node = nodeOf(child);
      if (!node) return null;
      const key = keyOf(node, at);
      const kid = old.get(key);
      if (kid?.node.type !== node.type) return newPlace(node, this);
      old.delete(key);
      if (kid.node !== node) writePlace(kid, node);
      return kid;
    });
    for (const kid of old.values()) clearPlace(kid, true);
  }

  /** A component says something else now: puts that in place, among its neighbours. */
  refill(children: unknown): void {
    let host = this.above;
    while (host && !host.dom) host = host.above;
    const last = edge(this.kids, -1);
    const next = last ? last.nextSibling : follower(this);
    this.fill(children);
    if (host?.dom) arrange(this.kids, host.dom as Element, next);
  }
}

/** What a child is: nothing, a text, several in a place of their own, or what `jsx` made. */
function nodeOf(child: unknown): Node | null {
  if (child == null || typeof child === "boolean") return null;
  if (Array.isArray(child)) return jsx(Fragment, { children: child });
  if (typeof child === "object") return child as Node;
  return { type: null, props: String(child) as never, key: undefined };
}

const listOf = (children: unknown): unknown[] => (Array.isArray(children) ? children : [children]);

/** Without a key, a child is known by its place among the others. */
const keyOf = ({ key }: Node, at: number): unknown => (key == null ? at : `key ${key}`);

function newPlace(node: Node, above: Place): Place {
  const place = new Place(node, above);
  const { type } = node;
  if (type === null) place.dom = document.createTextNode("");
  else if (typeof type === "string")
    place.dom = place.svg ? document.createElementNS(SVG, type) : document.createElement(type);
  else place.self = new Self(place);
  writePlace(place, node, {});
  return place;
}

function writePlace(place: Place, node: Node, before: Props = place.node.props): void {
  const { dom, self } = place;
  place.node = node;
  if (self) self.told(before);
  else if (node.type === null) writeText(dom as Text, node.props as unknown as string);
  else writeElement(place, dom as Element, before);
}

function writeText(dom: Text, text: string): void {
  if (dom.data !== text) dom.data = text;
}

function writeElement(place: Place, element: Element, before: Props): void {
  const { props } = place.node;
  setProps(element, props, before, place.svg);
  place.fill(props.children);
  arrange(place.kids, element, null);
  setKept(element, props);
  if (props.ref === before.ref) return;
  unpoint(before.ref, element);
  Self.refer(() => point(props.ref, element));
}

function point(ref: unknown, at: Element | null): void {
  if (typeof ref === "function") ref(at);
  else if (ref) (ref as { current: unknown }).current = at;
}

/** Unless it points at what stands in its place already. */
function unpoint(ref: unknown, at: unknown): void {
  if (typeof ref === "function") ref(null);
  else if (ref && (ref as { current: unknown }).current === at) (ref as { current: unknown }).current = null;
}

/** Brings what stands in these places into their order before `next`; answers what stands first. */
export function arrange(
  kids: readonly (Place | null)[],
  into: ParentNode,
  next: ChildNode | null,
): ChildNode | null {
  let first = next;
  for (let at = kids.length - 1; at >= 0; at -= 1) {
    const kid = kids[at];
    if (!kid) continue;
    const { dom } = kid;
    if (dom && (dom.parentNode !== into || dom.nextSibling !== first)) into.insertBefore(dom, first);
    first = dom ?? arrange(kid.kids, into, first);
  }
  return first;
}

/** Ends what was here; `out`: and takes it out of the page. */
export function clearPlace(place: Place, out: boolean): void {
  place.self?.end();
  if (place.node.type !== null) unpoint(place.node.props.ref, place.dom);
  if (out) place.dom?.remove();
  for (const kid of place.kids) if (kid) clearPlace(kid, out && !place.dom);
}

/** What stands in the page after this place. */
function follower(place: Place): ChildNode | null {
  const { above } = place;
  if (!above) return null;
  const found = edge(above.kids.slice(above.kids.indexOf(place) + 1), 1);
  return found || above.dom ? found : follower(above);
}

/** The first (1) or the last (-1) of what stands in these places. */
function edge(kids: readonly (Place | null)[], side: 1 | -1): ChildNode | null {
  for (const kid of side > 0 ? kids : [...kids].reverse()) {
    const found = kid && (kid.dom ?? edge(kid.kids, side));
    if (found) return found;
  }
  return null;
}

const roots = new WeakMap<ParentNode, Place>();

/** Shows it in this element, in place of what was shown there before. */
export function render(child: unknown, into: Element | ShadowRoot): void {
  const root = roots.get(into) ?? new Place(jsx("", {}), null);
  root.dom = into as Element;
  roots.set(into, root);
  Self.pass(() => {
    root.fill(child);
    arrange(root.kids, into, null);
  });
}
