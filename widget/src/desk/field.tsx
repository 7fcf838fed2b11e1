/** A field of a form with its label, and a password that can be looked at. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Words } from "../ui/words";

export interface FieldParts {
  readonly id: string;
  readonly label: string;
  readonly type?: "text" | "email" | "password";
  readonly autocomplete?: string;
  readonly value?: string;
  readonly note?: string;
}

export function Field({
  id,
  label,
  type = "text",
  autocomplete = "off",
  value = "",
  note,
}: FieldParts): JSX.Element {
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={id}
        type={type as "text"}
        dir="auto"
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={false}
        defaultValue={value}
        aria-describedby={note ? `${id}-note` : undefined}
      />
      {note && (
        <span class="field-note" id={`${id}-note`}>
          {note}
        </span>
      )}
    </p>
  );
}

export function Password({ words, fresh }: { words: Words; fresh: boolean }): JSX.Element {
  const [shown, setShown] = useState(false);
  return (
    <div class="field-password">
      <Field
        id="password"
        label={words.t(fresh ? "desk_password_new" : "desk_password")}
        type={shown ? "text" : "password"}
        autocomplete={fresh ? "new-password" : "current-password"}
        note={fresh ? words.t("desk_password_rule") : ""}
      />
      <button type="button" class="field-look" aria-pressed={shown} onClick={() => setShown(!shown)}>
        {words.t("desk_password_show")}
      </button>
    </div>
  );
}

/** What is written in a form, by the fields' names. */
export function written(event: Event): Record<string, string> {
  event.preventDefault();
  const fields = (event.currentTarget as HTMLFormElement).querySelectorAll<HTMLInputElement>("[name]");
  return Object.fromEntries([...fields].map((one) => [one.name, one.value]));
}
