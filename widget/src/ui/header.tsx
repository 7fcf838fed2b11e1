/** What this room is about, who is here, and the way to help. */
import type { JSX } from "preact";
import type { Participant } from "../core/wire";
import { roleWord, useShared } from "./context";
import { HelpButton } from "./help";
import { BackButton, CloseButton, Icon } from "./icons";
import { Seldom } from "./seldom";
import { Face } from "./shapes";

const MOST_FACES = 6;

export function Header(): JSX.Element {
  const { room, words, close, back, staff } = useShared();
  const { subject, status, locked, locksAt } = room.state.value;
  return (
    <header class="head">
      <div class="head-row">
        {back && <BackButton label={words.t("rooms_back")} act={back} />}
        <h1 class="subject" dir="auto">
          {subject || <span class="sr-only">{words.t("conversation")}</span>}
        </h1>
        {(locked || locksAt || status === "resolved") && <Seldom of="Status" parts={{}} />}
        <HelpButton />
        {!CUSTOMERS_ONLY && staff && <staff.StepOut />}
        {close && <CloseButton label={words.t("close")} act={close} />}
      </div>
      <People />
    </header>
  );
}

function People(): JSX.Element {
  const { room, words, client, asked } = useShared();
  const { participantCount } = room.state.value;
  const me = client.me.value?.id;
  const here = room.participants.value;
  const shown = here.slice(0, MOST_FACES);
  const rest = Math.max(participantCount, here.length) - shown.length;
  return (
    <div class="people-line">
      <ul class="people" aria-label={words.t("people_here")}>
        {shown.map((who) => (
          <Person key={who.user} who={who} me={who.user === me} />
        ))}
        {rest > 0 && <li class="people-rest">{words.n("people_count", participantCount)}</li>}
      </ul>
      <button
        type="button"
        class="people-open"
        aria-haspopup="dialog"
        aria-label={words.t("people_open")}
        onClick={(press) => (asked.value = { what: "people", from: press.currentTarget })}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}

function Person({ who, me }: { who: Participant; me: boolean }): JSX.Element {
  const { words } = useShared();
  const state = who.presence;
  return (
    <li class={`person is-${state}`}>
      <Face name={who.name} role={who.role} presence={state} />
      <span class="person-name">
        <bdi>{me ? words.t("you") : who.name}</bdi>
        <span class="sr-only">{`, ${roleWord(words, who.role)}, ${words.t(state)}`}</span>
      </span>
    </li>
  );
}
