/** One component at work: what it remembers (hooks), what it read (signals), and when it is drawn again. */
import type { Props } from "./props";
import { signal, Watch } from "./signals";

export type Component = (props: never) => unknown;

/** Where a component stands. */
export interface Spot {
  readonly node: { readonly type: unknown; readonly props: Props };
  readonly above: Spot | null;
  readonly self: Self | null;
  /** Puts there what it says, while what holds it is drawn. */
  fill(children: unknown): void;
  /** The same by itself, among its neighbours. */
  refill(children: unknown): void;
}

interface Slot {
  deps?: readonly unknown[] | undefined;
  value?: unknown;
  end?: unknown;
}

/** Who is drawn just now, what waits: one page, one thread. */
const now = {
  self: null as Self | null,
  at: 0,
  passes: 0,
  /** To be drawn again; `asked`: and a turn for it comes. */
  due: new Set<Self>(),
  asked: false,
  /** Once the page stands: references and layout effects. */
  after: [] as (() => void)[],
  /** Once the page was shown: effects. */
  later: [] as (() => void)[],
};
/** A hidden page shows nothing: then its effects run after so long. */
const HIDDEN_MS = 35;

export class Self {
  readonly slots: Slot[] = [];
  /** Of a provider: who takes its value. */
  readonly takers = new Set<Self>();
  readonly #depth: number;
  #ended = false;
  #drawn = false;
  /** Is it to be drawn for another reason than a signal? */
  #forced = false;
  readonly #watch = new Watch(() => this.#wait());

  constructor(readonly place: Spot) {
    let depth = 0;
    for (let one = place.above; one; one = one.above) depth += 1;
    this.#depth = depth;
  }

  /** References first: a layout effect finds what it refers to. */
  static refer(act: () => void): void {
    now.after.unshift(act);
  }

  /** Everything that `act` puts into the page is in place when references and layout effects are told. */
  static pass(act: () => void): void {
    now.passes += 1;
    try {
      act();
    } finally {
      now.passes -= 1;
    }
    if (now.passes === 0) each(now.after.splice(0));
  }

  /** Drawn by whoever holds it; what reads signals only when something it was given is another. */
  told(before: Props): void {
    const forced = now.due.delete(this) || !this.#drawn || this.#watch.sources.size === 0;
    if (forced || !same(before, this.place.node.props)) this.place.fill(this.#draw());
  }

  /** To be drawn again, with whatever else changes before this turn ends. */
  again(): void {
    this.#forced = true;
    this.#wait();
  }

  #wait(): void {
    if (this.#ended) return;
    now.due.add(this);
    if (!now.asked) queueMicrotask(drawDue);
    now.asked = true;
  }

  /** Unless what it read has the same value again. */
  redraw(): void {
    if (this.#forced || this.#watch.changed) this.place.refill(this.#draw());
  }

  end(): void {
    this.#ended = true;
    now.due.delete(this);
    this.#watch.end();
    for (const slot of this.slots) finish(slot);
  }

  get ended(): boolean {
    return this.#ended;
  }

  get depth(): number {
    return this.#depth;
  }

  #draw(): unknown {
    const outer = [now.self, now.at] as const;
    now.self = this;
    now.at = 0;
    this.#drawn = true;
    this.#forced = false;
    const { type, props } = this.place.node;
    try {
      return this.#watch.read(() => (type as Component)(props as never));
    } finally {
      [now.self, now.at] = outer;
    }
  }
}

function drawDue(): void {
  // What becomes due while others are drawn has a turn of its own.
  now.asked = false;
  runLater();
  for (const self of [...now.due].sort((a, b) => a.depth - b.depth)) {
    if (now.due.delete(self)) each([() => Self.pass(() => self.redraw())]);
  }
}

/** What fails stops nobody else; the page is told of it as of any error. */
function each(acts: readonly (() => void)[]): void {
  for (const act of acts) {
    try {
      act();
    } catch (problem) {
      queueMicrotask(() => {
        throw problem;
      });
    }
  }
}

function same(a: Props, b: Props): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && a[name] === b[name]);
}

function finish(slot: Slot): void {
  const { end } = slot;
  slot.end = undefined;
  if (typeof end === "function") end();
}

// ---- hooks ----

function slot(): [Slot, Self] {
  const { self } = now;
  if (!self) throw new Error("a hook outside of a component");
  const at = now.at;
  now.at += 1;
  self.slots[at] ??= {};
  return [self.slots[at], self];
}

/** Is it another time than the last, by what it depends on? */
function differs(held: Slot, deps: readonly unknown[] | undefined): boolean {
  const before = held.deps;
  held.deps = deps;
  return !before || !deps || deps.some((one, at) => !Object.is(one, before[at]));
}

export function useMemo<T>(make: () => T, deps?: readonly unknown[]): T {
  const [held] = slot();
  if (differs(held, deps)) held.value = make();
  return held.value as T;
}

export const useCallback = <T>(act: T, deps?: readonly unknown[]): T => useMemo(() => act, deps);
export const useRef = <T>(current: T): { current: T } => useMemo(() => ({ current }), []);
export const useSignal = <T>(value: T) => useMemo(() => signal(value), []);

export function useState<T>(first: T | (() => T)): [T, (next: T | ((held: T) => T)) => void] {
  const [held, self] = slot();
  held.value ??= stateOf(first, self);
  return held.value as ReturnType<typeof useState<T>>;
}

function stateOf<T>(first: T | (() => T), self: Self): unknown[] {
  const call = (what: unknown, held?: unknown): unknown => (typeof what === "function" ? what(held) : what);
  const state: unknown[] = [
    call(first),
    (next: unknown) => {
      const value = call(next, state[0]);
      if (Object.is(value, state[0])) return;
      state[0] = value;
      self.again();
    },
  ];
  return state;
}

function useAfter(list: (() => void)[], act: () => unknown, deps?: readonly unknown[]): boolean {
  const [held, self] = slot();
  if (!differs(held, deps)) return false;
  list.push(() => {
    if (self.ended) return;
    finish(held);
    held.end = act();
  });
  return true;
}

export function useLayoutEffect(act: () => unknown, deps?: readonly unknown[]): void {
  useAfter(now.after, act, deps);
}

export function useEffect(act: () => unknown, deps?: readonly unknown[]): void {
  if (useAfter(now.later, act, deps) && now.later.length === 1) afterShown(runLater);
}

function afterShown(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act));
  setTimeout(act, HIDDEN_MS);
}

function runLater(): void {
  each(now.later.splice(0));
}

// ---- what is shared with everything below ----

interface Context<T> {
  readonly Provider: Component;
  readonly value: T;
}

export function createContext<T>(value: T): Context<T> {
  return {
    value,
    Provider: (({ value: given, children }: { value: T; children?: unknown }) => {
      const self = now.self as Self;
      const [held] = slot();
      if (held.value !== given) for (const one of self.takers) one.again();
      held.value = given;
      return children;
    }) as Component,
  };
}

export function useContext<T>({ Provider, value }: Context<T>): T {
  const [held, self] = slot();
  if (!held.value) {
    let above = self.place.above;
    while (above && above.node.type !== Provider) above = above.above;
    const giver = above?.self ?? null;
    held.value = { giver };
    giver?.takers.add(self);
    held.end = () => giver?.takers.delete(self);
  }
  const { giver } = held.value as { giver: Self | null };
  return giver ? (giver.slots[0]?.value as T) : value;
}
