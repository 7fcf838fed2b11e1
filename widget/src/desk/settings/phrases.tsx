/** The quick phrases of the parties: put otherwise, hidden, shown again; and the operator's own. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { inLang } from "../../ui/words";
import { call } from "../calls";
import { Boxes, Card, type Fields, Form, type Parts, Waits } from "./form";
import { SPOKEN, TextsLines, textsOf } from "./languages";
import { useLoaded } from "./loaded";
import { Remove, Toggle } from "./many";
import { slugOf } from "./naming";

interface Phrase {
  readonly id: string;
  readonly roles: readonly string[];
  readonly stages: readonly string[];
  readonly params: readonly string[];
  readonly texts: Readonly<Record<string, string>>;
  readonly state: "given" | "chosen" | "hidden";
}

export function PhrasesSection({ desk, words }: Parts): JSX.Element {
  const phrases = useLoaded<{ phrases: readonly Phrase[] }>(desk, "/v1/desk/phrases");
  return (
    <Card id="phrases" title={words.t("set_phrases")} text={words.t("set_phrases_text")}>
      <Waits
        words={words}
        from={phrases}
        show={(told) => (
          <ul class="set-list">
            {told.phrases.map((one) => (
              <OnePhrase key={one.id} desk={desk} words={words} one={one} changed={phrases.again} />
            ))}
            <NewPhrase
              desk={desk}
              words={words}
              taken={told.phrases.map(({ id }) => id)}
              changed={phrases.again}
            />
          </ul>
        )}
      />
    </Card>
  );
}

/** The operator's own begin so; Parley's never do. */
const OWN = "own.";
const ROLES = ["driver", "merchant", "customer"] as const;

interface NewParts extends Parts {
  readonly taken: readonly string[];
  readonly changed: () => void;
}

function NewPhrase({ desk, words, taken, changed }: NewParts): JSX.Element {
  const [open, setOpen] = useState(false);
  const save = (fields: Fields) => {
    const texts = textsOf(fields, "new");
    const roles = (fields.roles ?? "").split(" ").filter(Boolean);
    if (!texts?.en || !texts.ja || roles.length === 0) return words.t("set_phrase_new_bad");
    const own = taken.filter((id) => id.startsWith(OWN)).map((id) => id.slice(OWN.length));
    const id = OWN + slugOf(texts.en, "phrase", own);
    const phrase = { id, roles, stages: [], params: [], texts };
    return { method: "PUT", path: `/v1/desk/phrases/${id}`, body: { phrase } };
  };
  if (!open)
    return (
      <li>
        <button type="button" class="secondary set-add" onClick={() => setOpen(true)}>
          {words.t("set_phrase_add")}
        </button>
      </li>
    );
  const saved = () => {
    setOpen(false);
    changed();
  };
  return (
    <li class="set-item">
      <Form
        desk={desk}
        words={words}
        bad={words.t("set_phrase_bad")}
        save={save}
        saved={saved}
        more={
          <button type="button" class="secondary" onClick={() => setOpen(false)}>
            {words.t("set_cancel")}
          </button>
        }
      >
        <TextsLines
          id="new"
          label={words.t("set_phrase_words")}
          words={words}
          texts={null}
          languages={SPOKEN}
        />
        <Boxes
          id="roles"
          label={words.t("set_phrase_who")}
          chosen={[]}
          options={ROLES.map((role) => ({ value: role, text: words.t(`role_${role}`) }))}
        />
      </Form>
    </li>
  );
}

function OnePhrase({ desk, words, one, changed }: Parts & { one: Phrase; changed: () => void }): JSX.Element {
  const [open, setOpen] = useState(false);
  const path = `/v1/desk/phrases/${one.id}`;
  const hidden = one.state === "hidden";
  const flip = async () => {
    const told = await desk.attempt(() =>
      one.state === "given" ? call("PUT", path, { hidden: true }) : call("DELETE", path),
    );
    if (typeof told !== "string") changed();
  };
  const roles = words.list(one.roles.map((role) => words.maybe(`role_${role}`, role)));
  const said = inLang(one.texts, words.lang) ?? one.id;
  const saved = () => {
    setOpen(false);
    changed();
  };
  return (
    <li class="set-item">
      <div class="set-item-top">
        <div class="set-item-row">
          <p class={hidden ? "muted" : ""}>{said}</p>
          <p class="muted">{hidden ? words.t("set_phrase_hidden") : roles}</p>
        </div>
        {one.id.startsWith(OWN) ? (
          <Remove parts={{ desk, words }} path={path} name={said} done={changed} />
        ) : (
          <button
            type="button"
            class="secondary"
            aria-label={`${flips(one.state, words)}: ${said}`}
            onClick={flip}
          >
            {flips(one.state, words)}
          </button>
        )}
        {!hidden && <Toggle words={words} name={said} open={open} toggle={() => setOpen(!open)} />}
      </div>
      {open && <PhraseForm desk={desk} words={words} one={one} path={path} saved={saved} />}
    </li>
  );
}

function flips(state: Phrase["state"], words: Parts["words"]): string {
  if (state === "given") return words.t("set_phrase_hide");
  return words.t(state === "hidden" ? "set_phrase_show" : "set_phrase_back");
}

interface PhraseParts extends Parts {
  readonly one: Phrase;
  readonly path: string;
  readonly saved: () => void;
}

function PhraseForm({ desk, words, one, path, saved }: PhraseParts): JSX.Element {
  const { id, roles, stages, params } = one;
  const save = (fields: Fields) => ({
    method: "PUT",
    path,
    body: { phrase: { id, roles, stages, params, texts: textsOf(fields, id) ?? {} } },
  });
  return (
    <Form desk={desk} words={words} bad={words.t("set_phrase_bad")} save={save} saved={saved}>
      <TextsLines
        id={id}
        label={words.t("set_phrase_words")}
        words={words}
        texts={one.texts}
        languages={[...new Set([...SPOKEN, ...Object.keys(one.texts)])]}
      />
    </Form>
  );
}
