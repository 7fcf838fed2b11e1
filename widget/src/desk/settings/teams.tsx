/** Teams, and what each colleague takes on: how many rooms at once, which languages and skills. */
import type { JSX } from "preact";
import type { Colleague } from "./colleagues";
import { Boxes, Card, type Fields, Form, Line, type Parts, Waits } from "./form";
import { languageName, SPOKEN } from "./languages";
import { useLoaded } from "./loaded";
import { Many, type Wish } from "./many";
import { slugOf } from "./naming";

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: readonly string[];
}

interface Equipped {
  readonly user: string;
  readonly capacity: number;
  readonly has: readonly string[];
}

export interface Teams {
  readonly teams: readonly Team[];
  readonly agents: readonly Equipped[];
}

const CAPACITY = 5;
const SKILL = /^[\w.-]{1,48}$/;

export function TeamsSection({ desk, words }: Parts): JSX.Element {
  const teams = useLoaded<Teams>(desk, "/v1/desk/teams");
  const people = useLoaded<{ staff: readonly Colleague[] }>(desk, "/v1/desk/staff");
  const staff = people.told?.staff ?? [];
  return (
    <>
      <Card id="teams" title={words.t("set_teams")} text={words.t("set_teams_text")}>
        <Waits
          words={words}
          from={teams}
          show={(told) => <List desk={desk} words={words} told={told} staff={staff} changed={teams.again} />}
        />
      </Card>
      <Card id="work" title={words.t("set_work")} text={words.t("set_work_text")}>
        {teams.told && (
          <ul class="set-list">
            {staff.map((one) => (
              <li key={one.user} class="set-item">
                <Work
                  desk={desk}
                  words={words}
                  who={one}
                  has={teams.told?.agents.find((at) => at.user === one.user)}
                />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}

interface ListParts extends Parts {
  readonly told: Teams;
  readonly staff: readonly Colleague[];
  readonly changed: () => void;
}

function List({ desk, words, told, staff, changed }: ListParts): JSX.Element {
  const names = new Map(staff.map((one) => [one.user, one.name]));
  const wish = (fields: Fields, item: Team | null): Wish => {
    if (!fields.name) return words.t("set_name_needed");
    const taken = told.teams.map((one) => one.id);
    const members = (fields.members ?? "").split(" ").filter(Boolean);
    return { id: item?.id ?? slugOf(fields.name, "team", taken), body: { name: fields.name, members } };
  };
  return (
    <Many
      desk={desk}
      words={words}
      items={told.teams}
      path="/v1/desk/teams"
      idOf={(one) => one.id}
      nameOf={(one) => one.name}
      row={(one) => (
        <>
          <p>
            <b>
              <bdi>{one.name}</bdi>
            </b>
          </p>
          <p class="muted">
            {words.list(one.members.map((who) => names.get(who) ?? who)) || words.t("set_team_nobody")}
          </p>
        </>
      )}
      fields={(one) => (
        <>
          <Line id="name" label={words.t("set_team_name")} value={one?.name ?? ""} />
          <Boxes
            id="members"
            label={words.t("set_members")}
            chosen={one?.members ?? []}
            options={staff.map((who) => ({ value: who.user, text: who.name }))}
          />
        </>
      )}
      wish={wish}
      empty={words.t("set_teams_empty")}
      add={words.t("set_team_add")}
      bad={words.t("set_bad")}
      changed={changed}
    />
  );
}

const of = (has: readonly string[], kind: string): string[] =>
  has.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));

function Work({ desk, words, who, has }: Parts & { who: Colleague; has: Equipped | undefined }): JSX.Element {
  const own = has?.has ?? [];
  const languages = of(own, "language");
  const save = (fields: Fields) => {
    const skills = (fields[`skills-${who.user}`] ?? "").split(/[\s,、]+/).filter(Boolean);
    if (!skills.every((one) => SKILL.test(one))) return words.t("set_skills_bad");
    const spoken = (fields[`languages-${who.user}`] ?? "").split(" ").filter(Boolean);
    const capacity = Number(fields[`capacity-${who.user}`] || CAPACITY);
    const body = {
      capacity,
      has: [...spoken.map((one) => `language:${one}`), ...skills.map((one) => `skill:${one}`)],
    };
    return { method: "PUT", path: `/v1/desk/staff/${who.user}/work`, body };
  };
  return (
    <Form desk={desk} words={words} bad={words.t("set_capacity_bad")} save={save}>
      <p>
        <b>
          <bdi>{who.name}</bdi>
        </b>
      </p>
      <div class="set-beside">
        <Line
          id={`capacity-${who.user}`}
          label={words.t("set_capacity")}
          type="number"
          value={`${has?.capacity ?? CAPACITY}`}
        />
        <Line
          id={`skills-${who.user}`}
          label={words.t("set_skills")}
          note={words.t("set_skills_note")}
          value={of(own, "skill").join(", ")}
        />
      </div>
      <Boxes
        id={`languages-${who.user}`}
        label={words.t("set_languages_of", { name: who.name })}
        chosen={languages}
        options={[...new Set([...SPOKEN, ...languages])].map((code) => ({
          value: code,
          text: languageName(code, words),
        }))}
      />
    </Form>
  );
}
