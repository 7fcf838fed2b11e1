/** What is written already: canned responses, and labels. */
import type { JSX } from "preact";
import { inLang } from "../../ui/words";
import { Mark, strokeColour } from "../labels";
import { misnamed, VARIABLES } from "./canned";
import { Card, type Fields, Line, type Parts, Waits } from "./form";
import { SPOKEN, TextsLines, textsOf } from "./languages";
import { useLoaded } from "./loaded";
import { Many, type Wish } from "./many";
import { slugOf } from "./naming";

export interface Canned {
  readonly code: string;
  readonly title: string;
  readonly texts: Readonly<Record<string, string>>;
}

interface Label {
  readonly id: string;
  readonly name: string;
  readonly colour: string | null;
}

const CODE = /^[a-z0-9][a-z0-9_-]{0,31}$/;

export function CannedSection({ desk, words }: Parts): JSX.Element {
  const canned = useLoaded<{ canned: readonly Canned[] }>(desk, "/v1/desk/canned");
  const wish = (fields: Fields, item: Canned | null): Wish => {
    const code = item?.code ?? (fields.code ?? "").toLowerCase().replace(/^\//, "");
    const texts = textsOf(fields, "texts");
    if (!CODE.test(code)) return words.t("set_code_note");
    if (!fields.title || !texts) return words.t("set_canned_bad");
    const wrong = misnamed(Object.values(texts).join(" "));
    if (wrong.length > 0) return words.t("set_variable_bad", { names: words.list(wrong.map(braced)) });
    return { id: code, body: { title: fields.title, texts } };
  };
  const shown = (told: { canned: readonly Canned[] }) => (
    <Many
      desk={desk}
      words={words}
      items={told.canned}
      path="/v1/desk/canned"
      idOf={(one) => one.code}
      nameOf={(one) => one.title}
      row={(one) => (
        <>
          <p>
            <code>/{one.code}</code> <bdi>{one.title}</bdi>
          </p>
          <p class="muted set-clipped" dir="auto">
            {inLang(one.texts, words.lang)}
          </p>
        </>
      )}
      fields={(one) => <CannedFields words={words} one={one} />}
      wish={wish}
      empty={words.t("set_canned_empty")}
      add={words.t("set_canned_add")}
      bad={words.t("set_canned_bad")}
      changed={canned.again}
    />
  );
  return (
    <Card id="canned" title={words.t("set_canned")} text={words.t("set_canned_text")}>
      <Waits words={words} from={canned} show={shown} />
    </Card>
  );
}

const braced = (name: string): string => `{{${name}}}`;

function CannedFields({ words, one }: { words: Parts["words"]; one: Canned | null }): JSX.Element {
  return (
    <>
      {!one && <Line id="code" label={words.t("set_code")} note={words.t("set_code_note")} />}
      <Line id="title" label={words.t("set_canned_title")} value={one?.title ?? ""} />
      <TextsLines
        id="texts"
        label={words.t("set_canned_words")}
        note={words.t("set_variables", { names: VARIABLES.map(braced).join(" ") })}
        words={words}
        texts={one?.texts ?? null}
        languages={SPOKEN}
        rows={3}
      />
    </>
  );
}

export function LabelsSection({ desk, words }: Parts): JSX.Element {
  const labels = useLoaded<{ labels: readonly Label[] }>(desk, "/v1/desk/labels");
  const shown = (told: { labels: readonly Label[] }) => (
    <Many
      desk={desk}
      words={words}
      items={told.labels}
      path="/v1/desk/labels"
      idOf={(one) => one.id}
      nameOf={(one) => one.name}
      row={(one) => (
        <p class="set-label">
          {one.colour && <Mark colour={strokeColour(one.colour)} />}
          <bdi>{one.name}</bdi>
        </p>
      )}
      fields={(one) => (
        <>
          <Line id="name" label={words.t("set_label_name")} value={one?.name ?? ""} />
          <Line
            id="colour"
            label={words.t("set_label_colour")}
            type="color"
            value={one?.colour ?? "#5b6472"}
          />
        </>
      )}
      wish={(fields, item) => {
        if (!fields.name) return words.t("set_name_needed");
        const taken = told.labels.map((one) => one.id);
        const body = { name: fields.name, colour: fields.colour };
        return { id: item?.id ?? slugOf(fields.name, "label", taken), body };
      }}
      empty={words.t("set_labels_empty")}
      add={words.t("set_label_add")}
      bad={words.t("set_bad")}
      changed={labels.again}
    />
  );
  return (
    <Card id="labels" title={words.t("set_labels")} text={words.t("set_labels_text")}>
      <Waits words={words} from={labels} show={shown} />
    </Card>
  );
}
