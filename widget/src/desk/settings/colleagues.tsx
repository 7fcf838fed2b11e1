/** Who works here: invited, given another role, let back in, shown out; on which devices they are signed in. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call, type Device, type Me, type NewLink, type Role } from "../calls";
import { Invite } from "../invite";
import { Copy } from "./copy";
import { Card, Choice, Form, type Parts, Waits, whyNot } from "./form";
import { useLoaded } from "./loaded";
import { Remove, Toggle } from "./many";
import { when } from "./widgets";

export interface Colleague {
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly email?: string;
}

interface OpenLink {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expires: string;
}

const ROLES: readonly Role[] = ["agent", "supervisor", "admin"];

export function ColleaguesSection({ desk, words, me }: Parts & { me: Me }): JSX.Element {
  const people = useLoaded<{ staff: readonly Colleague[] }>(desk, "/v1/desk/staff");
  return (
    <>
      {me.can.includes("invite_staff") && <Invite desk={desk} words={words} />}
      {me.can.includes("invite_staff") && <Invited desk={desk} words={words} />}
      <Card id="people" title={words.t("set_people")}>
        <Waits
          words={words}
          from={people}
          show={(told) => (
            <ul class="set-list">
              {told.staff.map((one) => (
                <OneColleague
                  key={one.user}
                  desk={desk}
                  words={words}
                  me={me}
                  who={one}
                  changed={people.again}
                />
              ))}
            </ul>
          )}
        />
      </Card>
    </>
  );
}

/** Links that were handed out and not used yet. */
function Invited({ desk, words }: Parts): JSX.Element | null {
  const links = useLoaded<{ links: readonly OpenLink[] }>(desk, "/v1/desk/links", 5_000);
  if (!links.told || links.told.links.length === 0) return null;
  return (
    <Card id="invited" title={words.t("set_invited")} text={words.t("set_invited_text")}>
      <ul class="set-list">
        {links.told.links.map((one) => (
          <li key={one.id} class="set-item set-item-top">
            <div class="set-item-row">
              <bdi>{one.email}</bdi>
              <p class="muted">
                {words.t("set_invited_until", {
                  role: words.t(`role_${one.role}`),
                  when: until(one.expires, words),
                })}
              </p>
            </div>
            <Remove
              parts={{ desk, words }}
              path={`/v1/desk/links/${one.id}`}
              name={one.email}
              label={words.t("set_withdraw")}
              done={links.again}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

const until = (at: string, words: Parts["words"]): string =>
  new Intl.DateTimeFormat(words.lang, {
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(at));

interface OneParts extends Parts {
  readonly me: Me;
  readonly who: Colleague;
  readonly changed: () => void;
}

function OneColleague({ desk, words, me, who, changed }: OneParts): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <li class="set-item">
      <div class="set-item-top">
        <div class="set-item-row">
          <bdi>{who.name}</bdi>
          <p class="muted">
            {words.t(`role_${who.role}`)}
            {who.email && (
              <>
                {" · "}
                <bdi>{who.email}</bdi>
              </>
            )}
            {who.user === me.user && ` · ${words.t("set_you")}`}
          </p>
        </div>
        {me.can.includes("change_staff") && (
          <Toggle words={words} name={who.name} open={open} toggle={() => setOpen(!open)} />
        )}
      </div>
      {open && <Changed desk={desk} words={words} me={me} who={who} changed={changed} />}
    </li>
  );
}

function Changed({ desk, words, me, who, changed }: OneParts): JSX.Element {
  return (
    <>
      <Form
        desk={desk}
        words={words}
        bad={words.t("set_bad")}
        save={(fields) => ({
          method: "PATCH",
          path: `/v1/desk/staff/${who.user}`,
          body: { role: fields[`role-${who.user}`] },
        })}
        saved={changed}
        more={
          who.user !== me.user && (
            <Remove
              parts={{ desk, words }}
              path={`/v1/desk/staff/${who.user}`}
              name={who.name}
              label={words.t("set_dismiss")}
              done={changed}
            />
          )
        }
      >
        <Choice
          id={`role-${who.user}`}
          label={words.t("set_role_of", { name: who.name })}
          value={who.role}
          options={ROLES.map((role) => ({ value: role, text: words.t(`role_${role}`) }))}
        />
      </Form>
      <Reset desk={desk} words={words} who={who} />
      <Sessions desk={desk} words={words} who={who} />
    </>
  );
}

function Reset({ desk, words, who }: Parts & { who: Colleague }): JSX.Element {
  const [link, setLink] = useState<NewLink | null>(null);
  const [why, setWhy] = useState("");
  const make = async () => {
    const told = await desk.attempt(() => call<NewLink>("POST", `/v1/desk/staff/${who.user}/reset`));
    if (typeof told === "string") setWhy(whyNot(told, words, words.t("desk_not_now")));
    else setLink(told);
  };
  if (link) {
    const url = new URL(link.url, location.href).href;
    return (
      <Copy words={words} label={words.t("desk_invite_link")} text={url} note={words.t("set_reset_made")} />
    );
  }
  return (
    <div class="set-row">
      <button type="button" class="secondary" onClick={make}>
        {words.t("set_reset")}
      </button>
      <p class="set-said" role="alert">
        {why}
      </p>
    </div>
  );
}

function Sessions({ desk, words, who }: Parts & { who: Colleague }): JSX.Element {
  const path = `/v1/desk/staff/${who.user}/sessions`;
  const sessions = useLoaded<{ sessions: readonly Device[] }>(desk, path);
  const show = (told: { sessions: readonly Device[] }) =>
    told.sessions.length === 0 ? (
      <p class="muted">{words.t("set_sessions_none")}</p>
    ) : (
      <ul class="set-list">
        {told.sessions.map((one) => (
          <li key={one.id} class="set-item-top">
            <div class="set-item-row">
              <bdi>{one.label || words.t("desk_device_unknown")}</bdi>
              <p class="muted">{words.t("desk_device_seen", { when: when(one.seen, words) })}</p>
            </div>
            <Remove
              parts={{ desk, words }}
              path={`${path}/${one.id}`}
              name={one.label}
              label={words.t("desk_sign_out")}
              done={sessions.again}
            />
          </li>
        ))}
      </ul>
    );
  return <Waits words={words} from={sessions} show={show} />;
}
