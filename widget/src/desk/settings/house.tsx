/** How the house shows itself to those who write to it: name, colour, languages, words; and when somebody answers. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { bothOf } from "./colour";
import { Boxes, Card, type Fields, Form, Line, type Parts, Waits } from "./form";
import { languageName, SPOKEN, TextsLines, textsOf } from "./languages";
import { useLoaded } from "./loaded";
import { daysOf, daysText, type Span, spansOf, spansText } from "./spans";

type Said = Readonly<Record<string, string>> | null;

interface Opening {
  readonly zone: string;
  readonly week: readonly (readonly Span[])[];
  readonly days: Readonly<Record<string, readonly Span[]>>;
}

export interface House {
  readonly name: string | null;
  readonly colours: { readonly light: string; readonly dark: string } | null;
  readonly languages: readonly string[] | null;
  readonly greeting: Said;
  readonly notice: Said;
  readonly policy: string | null;
  readonly retention_days: number | null;
  readonly typical_minutes: number | null;
  readonly hours: Opening | null;
  readonly away: Said;
  readonly settings: {
    readonly name: string;
    readonly languages: readonly string[];
    readonly greeting: Readonly<Record<string, string>>;
  };
}

const PATH = "/v1/desk/house";
const USUAL = "#0f766e";
const WEEK = [0, 1, 2, 3, 4, 5, 6] as const;
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

const change = (body: unknown) => ({ method: "PATCH", path: PATH, body });
const numberOf = (text: string | undefined): number | null => (text ? Number(text) || 0 : null);

export function HouseSection({ desk, words }: Parts): JSX.Element {
  const house = useLoaded<House>(desk, PATH);
  return (
    <Waits
      words={words}
      from={house}
      show={(told) => (
        <>
          <Look desk={desk} words={words} house={told} />
          <Notice desk={desk} words={words} house={told} />
        </>
      )}
    />
  );
}

function Look({ desk, words, house }: Parts & { house: House }): JSX.Element {
  const languages = house.languages ?? house.settings.languages;
  const known = [...new Set([...SPOKEN, ...languages])];
  const save = (fields: Fields) => {
    const spoken = (fields.languages ?? "").split(" ").filter(Boolean);
    return change({
      name: fields.name || null,
      colours: bothOf(fields.colour || USUAL),
      languages: spoken.length > 0 ? spoken : null,
      greeting: textsOf(fields, "greeting"),
    });
  };
  return (
    <Card id="look" title={words.t("set_look")} text={words.t("set_look_text")}>
      <Form desk={desk} words={words} bad={words.t("set_bad")} save={save}>
        <Line
          id="name"
          label={words.t("set_name")}
          value={house.name ?? house.settings.name}
          note={words.t("set_name_note")}
        />
        <Colour words={words} value={house.colours?.light ?? USUAL} />
        <Boxes
          id="languages"
          label={words.t("set_languages")}
          chosen={languages}
          options={known.map((code) => ({ value: code, text: languageName(code, words) }))}
        />
        <TextsLines
          id="greeting"
          label={words.t("set_greeting")}
          words={words}
          texts={house.greeting ?? house.settings.greeting}
          languages={languages}
        />
      </Form>
    </Card>
  );
}

/** The colour, and how it stands on light and on dark ground, where it may have to be another shade to be read. */
function Colour({ words, value }: { words: Parts["words"]; value: string }): JSX.Element {
  const [chosen, choose] = useState(value);
  const { light, dark } = bothOf(chosen);
  const moved = light.toLowerCase() !== chosen.toLowerCase();
  return (
    <div class="set-colour">
      <p class="field">
        <label for="colour">{words.t("set_colour")}</label>
        <input
          id="colour"
          name="colour"
          type="color"
          defaultValue={value}
          aria-describedby="colour-note"
          onInput={(event) => choose(event.currentTarget.value)}
        />
      </p>
      <svg class="set-grounds" viewBox="0 0 200 44" role="img" aria-label={words.t("set_colour_shown")}>
        <rect width="100" height="44" fill="#ffffff" />
        <rect x="100" width="100" height="44" fill="#14171e" />
        <rect x="14" y="12" width="72" height="20" rx="10" fill={light} />
        <rect x="114" y="12" width="72" height="20" rx="10" fill={dark} />
      </svg>
      <p class="field-note" id="colour-note">
        {moved ? words.t("set_colour_moved") : words.t("set_colour_note")}
      </p>
    </div>
  );
}

function Notice({ desk, words, house }: Parts & { house: House }): JSX.Element {
  const languages = house.languages ?? house.settings.languages;
  const save = (fields: Fields) =>
    change({
      notice: textsOf(fields, "notice"),
      policy: fields.policy || null,
      retention_days: numberOf(fields.days),
    });
  return (
    <Card id="notice" title={words.t("set_notice")} text={words.t("set_notice_text")}>
      <Form desk={desk} words={words} bad={words.t("set_notice_bad")} save={save}>
        <TextsLines
          id="notice"
          label={words.t("set_notice_words")}
          words={words}
          texts={house.notice}
          languages={languages}
        />
        <Line id="policy" label={words.t("set_policy")} type="url" value={house.policy ?? ""} />
        <Line
          id="days"
          label={words.t("set_days")}
          type="number"
          value={house.retention_days === null ? "" : `${house.retention_days}`}
        />
      </Form>
    </Card>
  );
}

export function HoursSection({ desk, words }: Parts): JSX.Element {
  const house = useLoaded<House>(desk, PATH);
  return (
    <Waits
      words={words}
      from={house}
      show={(told) => <Hours key={told.hours ? "set" : "none"} desk={desk} words={words} house={told} />}
    />
  );
}

function Hours({ desk, words, house }: Parts & { house: House }): JSX.Element {
  const { hours } = house;
  const zone = hours?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const save = (fields: Fields) => {
    const week = WEEK.map((day) => spansOf(fields[`day${day}`] ?? ""));
    const bad = week.indexOf(null);
    if (bad >= 0) return words.t("set_hours_bad", { day: weekday(bad, words.lang) });
    const days = daysOf(fields.days ?? "");
    if (!days) return words.t("set_hours_days_note");
    const away = textsOf(fields, "away");
    const minutes = numberOf(fields.minutes);
    return change({ hours: { zone: fields.zone, week, days }, away, typical_minutes: minutes });
  };
  return (
    <Card id="hours" title={words.t("set_hours")} text={words.t("set_hours_text")}>
      <Form desk={desk} words={words} bad={words.t("set_zone_note")} save={save}>
        <div class="set-week">
          {WEEK.map((day) => (
            <Line
              key={day}
              id={`day${day}`}
              label={weekday(day, words.lang)}
              value={spansText(hours ? (hours.week[day] ?? []) : usual(day))}
            />
          ))}
        </div>
        <p class="field-note">{words.t("set_hours_note")}</p>
        <Line
          id="days"
          label={words.t("set_hours_days")}
          note={words.t("set_hours_days_note")}
          value={daysText(hours?.days ?? {})}
          rows={2}
        />
        <Line id="zone" label={words.t("set_zone")} value={zone} note={words.t("set_zone_note")} />
        <AwayLines words={words} house={house} />
      </Form>
    </Card>
  );
}

function AwayLines({ words, house }: { words: Parts["words"]; house: House }): JSX.Element {
  return (
    <>
      <TextsLines
        id="away"
        label={words.t("set_away")}
        note={words.t("set_away_note")}
        words={words}
        texts={house.away}
        languages={house.languages ?? house.settings.languages}
      />
      <Line
        id="minutes"
        label={words.t("set_minutes")}
        type="number"
        value={house.typical_minutes === null ? "" : `${house.typical_minutes}`}
      />
    </>
  );
}

/** What is proposed where nothing was chosen yet. */
const usual = (day: number): Span[] => (day < 5 ? [[540, 1080]] : []);

function weekday(day: number, lang: string): string {
  const format = new Intl.DateTimeFormat(lang, { weekday: "long", timeZone: "UTC" });
  return format.format(new Date(MONDAY + day * DAY_MS));
}
