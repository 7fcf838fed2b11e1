/** Signals in little: values that tell who read them. The same words as `@preact/signals-core`, which tests compare it with. */

/** What was read, and in which version. */
type Sources = Map<Source<unknown>, number>;

interface Reader {
  sources: Sources;
  /** Does it want to be told, or does it look by itself when it is asked? */
  readonly live: boolean;
  notify(): void;
}

/** How often effects may set each other off before it must be a circle. */
const CIRCLE = 100;

/** Who reads just now, what waits for the end of the batch: one page, one thread. */
const now: { reader: Reader | null; depth: number; changes: number; waiting: Set<Effect> } = {
  reader: null,
  depth: 0,
  changes: 0,
  waiting: new Set(),
};

class Source<T> {
  protected held: T;
  /** Moves with every change of the value. */
  version = 0;
  readonly readers = new Set<Reader>();

  constructor(value: T) {
    this.held = value;
  }

  get value(): T {
    try {
      return this.peek();
    } finally {
      const { reader } = now;
      reader?.sources.set(this as Source<unknown>, this.version);
      if (reader?.live) this.join(reader);
    }
  }

  /** The value, without being told when it changes. */
  peek(): T {
    return this.held;
  }

  /** Tells the value now, and each that comes; answers how to stop. */
  subscribe(tell: (value: T) => void): () => void {
    return effect(() => {
      const { value } = this;
      as(null, () => tell(value));
    });
  }

  join(reader: Reader): void {
    this.readers.add(reader);
  }

  leave(reader: Reader): void {
    this.readers.delete(reader);
  }
}

export class Signal<T> extends Source<T> {
  override get value(): T {
    return super.value;
  }

  override set value(value: T) {
    if (value === this.held) return;
    this.held = value;
    this.version += 1;
    now.changes += 1;
    batch(() => {
      for (const reader of [...this.readers]) reader.notify();
    });
  }
}

class Computed<T> extends Source<T> implements Reader {
  sources: Sources = new Map();
  #stale = true;
  /** The count of all changes when it was last looked at. */
  #looked = -1;
  #running = false;
  #problem: { error: unknown } | null = null;

  constructor(private readonly compute: () => T) {
    super(undefined as T);
  }

  get live(): boolean {
    return this.readers.size > 0;
  }

  override peek(): T {
    this.#refresh();
    if (this.#problem) throw this.#problem.error;
    return this.held;
  }

  notify(): void {
    if (this.#stale) return;
    this.#stale = true;
    for (const reader of [...this.readers]) reader.notify();
  }

  override join(reader: Reader): void {
    const first = !this.live;
    super.join(reader);
    if (first) for (const source of this.sources.keys()) source.join(this);
  }

  override leave(reader: Reader): void {
    super.leave(reader);
    if (this.live) return;
    // Nobody is told any more: from here on it looks by itself.
    for (const source of this.sources.keys()) source.leave(this);
  }

  #refresh(): void {
    if (this.#running) throw new Error("Cycle detected");
    if (this.#looked === now.changes || (this.live && !this.#stale)) return;
    this.#looked = now.changes;
    this.#stale = false;
    if (this.version > 0 && !changed(this.sources)) return;
    this.#running = true;
    reading(this, () => this.#compute());
    this.#running = false;
  }

  #compute(): void {
    try {
      const value = this.compute();
      if (this.version > 0 && !this.#problem && value === this.held) return;
      this.held = value;
      this.#problem = null;
    } catch (error) {
      this.#problem = { error };
    }
    this.version += 1;
  }
}

/** Has any of them another value than when it was read? Looked at in the order read: an earlier one may decide. */
function changed(sources: Sources): boolean {
  for (const [source, version] of sources) {
    try {
      source.peek();
    } catch {
      // Its problem has a version, too.
    }
    if (source.version !== version) return true;
  }
  return false;
}

/** Lets the reader read anew, and takes it from what it does not read any more. */
function reading<T>(reader: Reader, act: () => T): T {
  const before = reader.sources;
  reader.sources = new Map();
  try {
    return as(reader, act);
  } finally {
    for (const source of before.keys()) if (!reader.sources.has(source)) source.leave(reader);
  }
}

function as<T>(reader: Reader | null, act: () => T): T {
  const outer = now.reader;
  now.reader = reader;
  try {
    return act();
  } finally {
    now.reader = outer;
  }
}

/** Reads on behalf of something that is told, once, that what it read may have changed. */
export class Watch implements Reader {
  sources: Sources = new Map();
  readonly live = true;

  constructor(readonly notify: () => void) {}

  get changed(): boolean {
    return changed(this.sources);
  }

  read<T>(act: () => T): T {
    return reading(this, act);
  }

  end(): void {
    reading(this, () => undefined);
  }
}

type Cleanup = unknown;

class Effect {
  #cleanup: Cleanup = undefined;
  #ended = false;
  readonly #watch = new Watch(() => {
    now.waiting.add(this);
  });

  constructor(private readonly act: () => Cleanup) {
    try {
      this.#run();
    } catch (problem) {
      this.end();
      throw problem;
    }
  }

  /** What it read has the same value again: then there is nothing to do. */
  look(): void {
    if (!this.#ended && this.#watch.changed) this.#run();
  }

  end(): void {
    this.#ended = true;
    this.#watch.end();
    this.#clean();
  }

  #run(): void {
    batch(() => {
      this.#clean();
      this.#watch.read(() => {
        this.#cleanup = this.act();
      });
      if (this.#ended) this.end();
    });
  }

  #clean(): void {
    const cleanup = this.#cleanup;
    this.#cleanup = undefined;
    if (typeof cleanup === "function") as(null, cleanup as () => void);
  }
}

/** Runs effects once at its end, whatever changed within. */
export function batch<T>(act: () => T): T {
  now.depth += 1;
  try {
    return act();
  } finally {
    try {
      if (now.depth === 1) settle();
    } finally {
      now.depth -= 1;
    }
  }
}

function settle(): void {
  const problems: unknown[] = [];
  for (let round = 0; now.waiting.size > 0; round += 1) {
    const effects = [...now.waiting];
    now.waiting.clear();
    if (round > CIRCLE) throw new Error("Cycle detected");
    for (const effect of effects) {
      try {
        effect.look();
      } catch (problem) {
        problems.push(problem);
      }
    }
  }
  if (problems.length > 0) throw problems[0];
}

export interface ReadonlySignal<T> {
  readonly value: T;
  peek(): T;
  subscribe(tell: (value: T) => void): () => void;
}

export const signal = <T>(value: T): Signal<T> => new Signal(value);
export const computed = <T>(compute: () => T): ReadonlySignal<T> => new Computed(compute);

/** Runs now, and again whenever what it read has changed; answers how to end it. */
export function effect(act: () => Cleanup): () => void {
  const made = new Effect(act);
  return () => made.end();
}
