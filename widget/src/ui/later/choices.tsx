/** One of a few, in a sheet: large enough for a thumb. */
import type { Signal } from "@preact/signals-core";
import type { JSX } from "preact";

interface ChoicesParts<T extends string> {
  readonly legend: string;
  readonly all: readonly T[];
  readonly chosen: Signal<T>;
  readonly label: (one: T) => string;
}

export function Choices<T extends string>({ legend, all, chosen, label }: ChoicesParts<T>): JSX.Element {
  return (
    <fieldset class="reasons">
      <legend>{legend}</legend>
      {all.map((one) => (
        <label key={one} class="reason">
          <input
            type="radio"
            name="reason"
            data-first={chosen.value === one || undefined}
            checked={chosen.value === one}
            onChange={() => (chosen.value = one)}
          />
          <span>{label(one)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A line of words; `label` says which. */
export function OneLine({ label, text }: { label: string; text: Signal<string> }): JSX.Element {
  return (
    <input
      class="sheet-text"
      dir="auto"
      maxLength={500}
      placeholder={label}
      aria-label={label}
      value={text.value}
      onInput={(input) => (text.value = input.currentTarget.value)}
    />
  );
}
