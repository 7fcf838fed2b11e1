/** One text in several languages: a field for each, called by its language's own name. */
import type { JSX } from "preact";
import type { Texts } from "../../core/wire";
import type { Words } from "../../ui/words";
import { type Fields, Line } from "./form";

export const SPOKEN: readonly string[] = ["en", "ja"];

export function languageName(code: string, words: Words): string {
  return new Intl.DisplayNames([words.lang], { type: "language" }).of(code) ?? code;
}

interface TextsParts {
  readonly id: string;
  readonly label: string;
  readonly words: Words;
  readonly texts: Texts | null;
  readonly languages: readonly string[];
  readonly note?: string | undefined;
  readonly rows?: number;
}

export function TextsLines({ id, label, words, texts, languages, note, rows = 2 }: TextsParts): JSX.Element {
  return (
    <fieldset class="set-texts">
      <legend>{label}</legend>
      {note && <p class="field-note">{note}</p>}
      {languages.map((code) => (
        <Line
          key={code}
          id={`${id}.${code}`}
          label={languageName(code, words)}
          value={(texts as Record<string, string> | null)?.[code] ?? ""}
          rows={rows}
        />
      ))}
    </fieldset>
  );
}

/** What was written, without the languages in which nothing was; null where there is nothing at all. */
export function textsOf(fields: Fields, id: string): Record<string, string> | null {
  const said = Object.entries(fields)
    .filter(([name, text]) => name.startsWith(`${id}.`) && text)
    .map(([name, text]) => [name.slice(id.length + 1), text]);
  return said.length > 0 ? Object.fromEntries(said) : null;
}
