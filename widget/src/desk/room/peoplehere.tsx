/** Who takes part: shape, presence, how far they have read; and, seldom, what keeps somebody from writing. */
import type { JSX } from "preact";
import { isStaff } from "../../core/state";
import type { Participant } from "../../core/wire";
import { roleWord } from "../../ui/context";
import { Icon } from "../../ui/icons";
import { Face, PipShape } from "../../ui/shapes";
import type { Key, Words } from "../../ui/words";
import type { Case } from "./case";
import { useCase } from "./place";
import { reachOf } from "./reach";

export function PeopleHere(): JSX.Element {
  const held = useCase();
  const { words } = held.office;
  const people = held.room.participants.value;
  // Until the room has answered, nobody knows that nobody is there.
  const known = held.room.state.value.you !== null;
  return (
    <section class="side-part">
      <h2>{words.t("people_here")}</h2>
      <ul class="people-list">
        {people.map((who) => (
          <Person key={who.user} who={who} held={held} />
        ))}
      </ul>
      {known && people.length === 0 && <p class="muted">{words.t("deskroom_no_people")}</p>}
      {held.office.me.can.includes("ban") && (
        <a class="link" href="#settings/bans">
          {words.t("set_bans")}
        </a>
      )}
    </section>
  );
}

const PRESENCE: Readonly<Record<string, Key>> = { online: "online", away: "away", offline: "offline" };

function Person({ who, held }: { who: Participant; held: Case }): JSX.Element {
  const { words } = held.office;
  const silenced = held.tended.value?.silenced?.includes(who.user) ?? false;
  const { mark, unread } = reachOf(who, held.room.state.value.items);
  return (
    <li>
      <Face name={who.name} role={who.role} presence={who.presence} />
      <div class="person-words">
        <bdi class="person-called">{who.name}</bdi>
        <p class="muted">
          {roleWord(words, who.role)} · {words.t(PRESENCE[who.presence] ?? "offline")}
          {silenced && ` · ${words.t("deskroom_silenced")}`}
        </p>
        <p class="muted person-reach">
          <PipShape role={who.role} mark={mark} />
          {unread === 0 ? words.t("deskroom_read_all") : words.n("deskroom_unread", unread)}
        </p>
      </div>
      {!isStaff(who.role) && <Sanctions who={who} held={held} silenced={silenced} words={words} />}
    </li>
  );
}

interface SanctionsParts {
  readonly who: Participant;
  readonly held: Case;
  readonly silenced: boolean;
  readonly words: Words;
}

function Sanctions({ who, held, silenced, words }: SanctionsParts): JSX.Element | null {
  const may = held.office.me.can.includes("ban");
  const { name } = who;
  if (held.tended.value?.silenced === undefined) return null;
  const ask = (what: "ban" | "silence") => (): void => {
    held.refused.value = null;
    held.question.value = { what, user: who.user };
  };
  const hear = (): unknown => held.acts({ act: "hear", user: who.user });
  return (
    <details class="sanctions">
      <summary aria-label={words.t("deskroom_sanctions", { name })}>
        <Icon name="more" />
      </summary>
      <button type="button" class="act" onClick={silenced ? hear : ask("silence")}>
        {words.t(silenced ? "deskroom_hear" : "deskroom_silence")}
      </button>
      {may && (
        <button type="button" class="act is-danger" onClick={ask("ban")}>
          {words.t("deskroom_ban")}
        </button>
      )}
    </details>
  );
}
