/** The labels of the house: words that rooms are marked by. Their colours only help: each is a stroke beside the word. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { JSX } from "preact";
import { call } from "./calls";
import { DARK, LIGHT, readable } from "./settings/colour";

export interface Label {
  readonly name: string;
  readonly colour: string | null;
}

/** By the label's word, as it is drawn. */
export type Colours = ReadonlyMap<string, string>;

/** A shape is told from its ground by three to one; a little more, for grounds that are not quite white or black. */
const LEAST = 3.2;

/** The same on light and on dark ground: moved until it can be seen on both. */
export const strokeColour = (colour: string): string => readable(readable(colour, LIGHT, LEAST), DARK, LEAST);

export class Labels {
  readonly all: Signal<readonly Label[]> = signal([]);
  readonly colours: ReadonlySignal<Colours> = computed(
    () =>
      new Map(this.all.value.flatMap(({ name, colour }) => (colour ? [[name, strokeColour(colour)]] : []))),
  );

  /** As they are now; where they cannot be had, as they were. */
  async load(): Promise<void> {
    const told = await call<{ labels: readonly Label[] }>("GET", "/v1/desk/labels").catch(() => null);
    if (told) this.all.value = told.labels;
  }
}

const MOST = 4;
const WIDE = 15;

/** None of the shapes that stand for a role. */
const drawnIn = (colour: string, at = 0): JSX.Element => (
  <rect key={at} x={at * WIDE} y="2" width="12" height="6" rx="3" fill={colour} />
);

/** What a room is marked by: those labels that have a colour; who listens hears all of them. */
export function Strokes({
  labels,
  colours,
}: {
  labels: readonly string[];
  colours: Colours;
}): JSX.Element | null {
  const drawn = labels.flatMap((one) => colours.get(one) ?? []).slice(0, MOST);
  if (drawn.length === 0) return null;
  const wide = drawn.length * WIDE - 3;
  return (
    <svg role="img" aria-label={labels.join(", ")} width={wide} height="10" viewBox={`0 0 ${wide} 10`}>
      {drawn.map((colour, at) => drawnIn(colour, at))}
    </svg>
  );
}

/** Beside its word, which says the same. */
export function Stroke({ label, colours }: { label: string; colours: Colours }): JSX.Element | null {
  const colour = colours.get(label);
  return colour ? <Mark colour={colour} /> : null;
}

export const Mark = ({ colour }: { colour: string }): JSX.Element => (
  <svg width="12" height="10" viewBox="0 0 12 10" aria-hidden="true">
    {drawnIn(colour)}
  </svg>
);
