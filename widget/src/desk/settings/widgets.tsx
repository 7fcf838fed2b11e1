/** The places where the widget stands: what to put into the shop's pages, and the first visit from there, live. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../calls";
import { Copy } from "./copy";
import { Card, Choice, type Fields, Line, type Parts, Waits, whyNot } from "./form";
import { SPOKEN, TextsLines, textsOf } from "./languages";
import { useLoaded } from "./loaded";
import { Many, type Wish } from "./many";
import { originsOf, slugOf, snippetOf } from "./naming";
import type { Teams } from "./teams";

export interface Widget {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
  readonly kind: "support" | "order";
  readonly greeting: Readonly<Record<string, string>>;
  readonly team: string | null;
}

interface Seen {
  readonly widget: string;
  readonly origin: string;
  readonly first: string;
  readonly last: string;
}

interface Widgets {
  readonly widgets: readonly Widget[];
  readonly seen: readonly Seen[];
}

/** How often it is looked whether a page was seen, while somebody waits for it. */
const LOOK_MS = 3_000;

export function WidgetsSection({ desk, words }: Parts): JSX.Element {
  const widgets = useLoaded<Widgets>(desk, "/v1/desk/widgets", LOOK_MS);
  const teams = useLoaded<Teams>(desk, "/v1/desk/teams");
  return (
    <>
      <Card id="widgets" title={words.t("set_widgets")} text={words.t("set_widgets_text")}>
        <Waits
          words={words}
          from={widgets}
          show={(told) => (
            <List desk={desk} words={words} told={told} teams={teams.told} changed={widgets.again} />
          )}
        />
      </Card>
      <Try desk={desk} words={words} widgets={widgets.told?.widgets ?? []} />
    </>
  );
}

interface ListParts extends Parts {
  readonly told: Widgets;
  readonly teams: Teams | null;
  readonly changed: () => void;
}

function List({ desk, words, told, teams, changed }: ListParts): JSX.Element {
  const wish = (fields: Fields, item: Widget | null): Wish => {
    const origins = originsOf(fields.origins ?? "");
    if (!origins || origins.length === 0) return words.t("set_origins_bad");
    const taken = told.widgets.map((one) => one.id);
    const body = {
      name: fields.name,
      origins,
      kind: fields.kind,
      greeting: textsOf(fields, "greeting") ?? {},
      team: fields.team || null,
    };
    return { id: item?.id ?? slugOf(fields.name ?? "", "shop", taken), body };
  };
  return (
    <Many
      desk={desk}
      words={words}
      items={told.widgets}
      path="/v1/desk/widgets"
      idOf={(one) => one.id}
      nameOf={(one) => one.name || one.id}
      row={(one) => <Row words={words} widget={one} seen={told.seen.filter((at) => at.widget === one.id)} />}
      under={(one) => (
        <Copy words={words} label={words.t("set_snippet")} text={snippetOf(location.origin, one.id)} />
      )}
      fields={(one) => <WidgetFields words={words} widget={one} teams={teams} />}
      wish={wish}
      empty={words.t("set_widgets_empty")}
      add={words.t("set_widget_add")}
      bad={words.t("set_origins_bad")}
      changed={changed}
    />
  );
}

function Row({
  words,
  widget,
  seen,
}: {
  words: Parts["words"];
  widget: Widget;
  seen: readonly Seen[];
}): JSX.Element {
  return (
    <>
      <p>
        <b>
          <bdi>{widget.name || widget.id}</bdi>
        </b>
      </p>
      <div role="status">
        {seen.length === 0 ? (
          <p class="muted">{words.t("set_seen_not")}</p>
        ) : (
          seen.map((one) => (
            <p key={one.origin} class="set-seen">
              {words.t("set_seen", { page: new URL(one.origin).host, when: when(one.first, words) })}
            </p>
          ))
        )}
      </div>
    </>
  );
}

export const when = (at: string, words: Parts["words"]): string =>
  `${words.day(at, Date.now())} ${words.time(at)}`;

function WidgetFields({
  words,
  widget,
  teams,
}: {
  words: Parts["words"];
  widget: Widget | null;
  teams: Teams | null;
}): JSX.Element {
  const nobody = { value: "", text: words.t("set_team_all") };
  const known = (teams?.teams ?? []).map((one) => ({ value: one.id, text: one.name }));
  return (
    <>
      <Line id="name" label={words.t("set_widget_name")} value={widget?.name ?? ""} />
      <Line
        id="origins"
        label={words.t("set_origins")}
        note={words.t("set_origins_note")}
        value={widget?.origins.join("\n") ?? ""}
        rows={2}
      />
      <Choice
        id="kind"
        label={words.t("set_kind")}
        value={widget?.kind ?? "support"}
        options={[
          { value: "support", text: words.t("set_kind_support") },
          { value: "order", text: words.t("set_kind_order") },
        ]}
      />
      <Choice
        id="team"
        label={words.t("set_team_of")}
        value={widget?.team ?? ""}
        options={[nobody, ...known]}
      />
      <TextsLines
        id="greeting"
        label={words.t("set_widget_greeting")}
        words={words}
        texts={widget?.greeting ?? null}
        languages={SPOKEN}
      />
    </>
  );
}

/** A message as a visitor's: what one looks for in the inbox next. */
function Try({ desk, words, widgets }: Parts & { widgets: readonly Widget[] }): JSX.Element {
  const [said, setSaid] = useState<{ good: boolean; text: string } | null>(null);
  const send = async () => {
    const body = {
      text: words.t("set_test_words"),
      name: words.t("set_test_name"),
      widget: widgets[0]?.id ?? null,
    };
    const told = await desk.attempt(() => call("POST", "/v1/desk/setup/message", body));
    const good = typeof told !== "string";
    setSaid({ good, text: good ? words.t("set_test_sent") : whyNot(told, words, words.t("desk_not_now")) });
  };
  return (
    <Card id="test" title={words.t("set_test")} text={words.t("set_test_text")}>
      <div class="set-row">
        <button type="button" class="secondary" onClick={send}>
          {words.t("set_test_go")}
        </button>
        <p class="set-said" role={said?.good === false ? "alert" : "status"}>
          {said?.text}
        </p>
      </div>
    </Card>
  );
}
