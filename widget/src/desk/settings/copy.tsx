/** Something to take along: selected by a touch, copied by a key. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Words } from "../../ui/words";

interface CopyParts {
  readonly words: Words;
  readonly label: string;
  readonly text: string;
  readonly note?: string;
}

export function Copy({ words, label, text, note }: CopyParts): JSX.Element {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div class="made" role="status">
      {note && <p>{note}</p>}
      <div class="made-link">
        <input
          readonly
          dir="ltr"
          value={text}
          aria-label={label}
          onFocus={(event: FocusEvent) => (event.currentTarget as HTMLInputElement).select()}
        />
        <button type="button" class="secondary" onClick={copy}>
          {words.t(copied ? "desk_copied" : "desk_copy")}
        </button>
      </div>
      {copied === false && <p>{words.t("desk_copy_failed")}</p>}
    </div>
  );
}
