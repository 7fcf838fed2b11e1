/** An element's properties, attributes and listeners, set as Preact sets them. */

export type Props = Readonly<Record<string, unknown>>;

type Listener = (event: Event) => unknown;
type Dressed = Element & Record<string, unknown> & { parleyOn?: Record<string, [Listener, number]> };

/** Said of every element by its attribute, though there is a property of that name. */
const ATTRIBUTES = new Set(
  "width height href list form tabIndex download rowSpan colSpan role popover".split(" "),
);
const NOT_SET = new Set(["children", "ref", "key"]);

/** Counts events: what was attached while one was told must not hear that same one further up. */
const clock = { told: 0 };
const toldAt = new WeakMap<Event, number>();

export function setProps(element: Element, next: Props, before: Props, svg: boolean): void {
  for (const name of Object.keys(before)) if (!(name in next)) setProp(element, name, undefined, svg);
  for (const name of Object.keys(next)) {
    if (next[name] !== before[name] && !isKept(element, name)) setProp(element, name, next[name], svg);
  }
}

/** What a person changes: compared with what stands there, after the children are in place. */
export function setKept(element: Element, props: Props): void {
  for (const name of ["value", "checked"]) {
    const value = props[name];
    if (value === undefined || !isKept(element, name)) continue;
    if (value !== (element as Dressed)[name]) setProp(element, name, value, false);
  }
}

function isKept(element: Element, name: string): boolean {
  return name === "checked" || (name === "value" && element.localName !== "progress");
}

function setProp(element: Element, name: string, value: unknown, svg: boolean): void {
  if (NOT_SET.has(name)) return;
  if (name.startsWith("on")) return setListener(element as Dressed, name.slice(2).toLowerCase(), value);
  if (!svg && name in element && !ATTRIBUTES.has(name)) (element as Dressed)[name] = value ?? "";
  else if (value == null || (value === false && name[4] !== "-")) element.removeAttribute(name);
  else element.setAttribute(name, String(value));
}

function setListener(element: Dressed, kind: string, listener: unknown): void {
  element.parleyOn ??= {};
  const held = element.parleyOn[kind];
  if (typeof listener !== "function") {
    delete element.parleyOn[kind];
    element.removeEventListener(kind, hear);
  } else if (held) held[0] = listener as Listener;
  else {
    element.parleyOn[kind] = [listener as Listener, clock.told];
    element.addEventListener(kind, hear);
  }
}

function hear(this: unknown, event: Event): void {
  const [listener, since] = (this as Dressed).parleyOn?.[event.type] ?? [];
  if (!toldAt.has(event)) toldAt.set(event, clock.told++);
  if (listener && (toldAt.get(event) ?? 0) >= (since ?? 0)) listener(event);
}
