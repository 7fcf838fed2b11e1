/** Forms of the settings: fields with their labels, what is written in them, and what became of it. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Words } from "../../ui/words";
import { call } from "../calls";
import type { Desk } from "../screen";
import type { Loaded } from "./loaded";

export interface Parts {
  readonly desk: Desk;
  readonly words: Words;
}

/** What stands in the fields of a form, by their names; of boxes, those that are ticked, with blanks between. */
export type Fields = Readonly<Record<string, string>>;

export function fieldsOf(form: HTMLFormElement): Fields {
  const found: Record<string, string> = {};
  for (const one of form.querySelectorAll<HTMLInputElement>("[name]")) {
    if (one.type !== "checkbox") found[one.name] = one.value.trim();
    else found[one.name] = `${found[one.name] ?? ""} ${one.checked ? one.value : ""}`.trim();
  }
  return found;
}

interface FrameParts {
  readonly id: string;
  readonly title: string;
  readonly text?: string;
  readonly children: ComponentChildren;
}

export function Card({ id, title, text, children }: FrameParts): JSX.Element {
  return (
    <section class="card" aria-labelledby={`set-${id}`}>
      <h2 id={`set-${id}`}>{title}</h2>
      {text && <p class="muted">{text}</p>}
      {children}
    </section>
  );
}

/** Shows its children once what they need is here; before, structure; where it cannot be had, what to do. */
export function Waits<T>({
  words,
  from,
  show,
}: {
  words: Words;
  from: Loaded<T>;
  show: (told: T) => ComponentChildren;
}): JSX.Element {
  if (from.told) return <>{show(from.told)}</>;
  if (!from.failed) return <div class="set-bones" role="status" aria-label={words.t("set_loading")} />;
  return (
    <div class="set-failed" role="alert">
      <p>{words.t("set_not_here")}</p>
      <button type="button" class="secondary" onClick={from.again}>
        {words.t("desk_again")}
      </button>
    </div>
  );
}

/** Why something was not kept; `bad` is said where a field does not fit. */
export function whyNot(code: string, words: Words, bad: string): string {
  if (code === "bad_field") return bad;
  if (code === "forbidden") return words.t("set_forbidden");
  if (code === "too_large") return words.t("set_too_many");
  return words.t("desk_not_now");
}

interface FormParts extends Parts {
  readonly action?: string;
  /** Said where a field does not fit. */
  readonly bad: string;
  /** Said where one may not, if that has a reason of its own here. */
  readonly refused?: string;
  readonly save: (fields: Fields) => { method: string; path: string; body: unknown } | string;
  readonly saved?: (told: unknown) => void;
  readonly children: ComponentChildren;
  readonly more?: ComponentChildren;
}

/** `save` says what is to be asked of the server, or why it is not asked. */
export function Form({ desk, words, save, saved, children, ...rest }: FormParts): JSX.Element {
  const { action, bad, more, refused } = rest;
  const [said, setSaid] = useState<{ good: boolean; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const wish = save(fieldsOf(event.currentTarget as HTMLFormElement));
    if (typeof wish === "string") return setSaid({ good: false, text: wish });
    setBusy(true);
    const told = await desk.attempt(() => call(wish.method, wish.path, wish.body));
    setBusy(false);
    if (typeof told === "string") {
      const text = told === "forbidden" && refused ? refused : whyNot(told, words, bad);
      return setSaid({ good: false, text });
    }
    setSaid({ good: true, text: words.t("set_saved") });
    saved?.(told);
  };
  return (
    <form class="set-form" onSubmit={send} onInput={() => said?.good && setSaid(null)} noValidate>
      {children}
      <div class="set-row">
        <button type="submit" class="primary" aria-disabled={busy}>
          {action ?? words.t("set_save")}
        </button>
        {more}
        <p class="set-said" role={said?.good === false ? "alert" : "status"}>
          {said?.text}
        </p>
      </div>
    </form>
  );
}

interface LineParts {
  readonly id: string;
  readonly label: string;
  readonly value?: string;
  readonly note?: string | undefined;
  readonly type?: "text" | "email" | "number" | "url" | "color" | "password";
  readonly list?: string;
  readonly rows?: number;
  readonly autocomplete?: string;
  readonly readonly?: boolean;
}

export function Line(parts: LineParts): JSX.Element {
  const { id, label, value = "", note, type = "text", rows } = parts;
  const same = {
    id,
    name: id,
    dir: "auto" as const,
    defaultValue: value,
    readOnly: parts.readonly ?? false,
    "aria-describedby": note ? `${id}-note` : undefined,
  };
  return (
    <p class="field">
      <label for={id}>{label}</label>
      {rows ? (
        <textarea {...same} rows={rows} />
      ) : (
        <input
          {...same}
          type={type as "text"}
          list={parts.list}
          autocomplete={parts.autocomplete ?? "off"}
          spellcheck={false}
        />
      )}
      {note && (
        <span class="field-note" id={`${id}-note`}>
          {note}
        </span>
      )}
    </p>
  );
}

export interface Option {
  readonly value: string;
  readonly text: string;
}

export function Choice({
  id,
  label,
  value,
  options,
}: {
  id: string;
  label: string;
  value: string;
  options: readonly Option[];
}): JSX.Element {
  const [chosen, choose] = useState(value);
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={id}
        value={chosen}
        onChange={(event: Event) => choose((event.currentTarget as HTMLSelectElement).value)}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </select>
    </p>
  );
}

export function Boxes({
  id,
  label,
  chosen,
  options,
}: {
  id: string;
  label: string;
  chosen: readonly string[];
  options: readonly Option[];
}): JSX.Element {
  return (
    <fieldset class="set-boxes">
      <legend>{label}</legend>
      {options.map((one) => (
        <label key={one.value} class="set-box">
          <input type="checkbox" name={id} value={one.value} defaultChecked={chosen.includes(one.value)} />
          <bdi>{one.text}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
