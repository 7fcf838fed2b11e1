/** Who takes part, with names in full: role, who is here, whom the host vouches for; report and mute. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { peopleOf } from "../../client/calls";
import { isPresent, isStaff } from "../../core/state";
import type { Participant } from "../../core/wire";
import { may } from "../actions";
import { roleWord, useShared } from "../context";
import { Face } from "../shapes";
import { Leave } from "./leave";
import { useMute } from "./muting";
import { Head, Surface } from "./surface";

/** Above this the room lists only the reader and staff; the rest is asked for page by page. */
const CROWD = 250;
const PAGE = 100;

export function PeopleSheet(): JSX.Element {
  const { room, words } = useShared();
  const { participantCount } = room.state.value;
  const crowd = participantCount > CROWD;
  const pages = usePages(crowd);
  const people = crowd ? merged(room.participants.value, pages.people) : room.participants.value;
  const count = Math.max(participantCount, people.length);
  return (
    <Surface kind="sheet" label={words.t("people_here")}>
      <Head title={words.n("people_count", count)} />
      <ul class="roll">
        {people.map((who) => (
          <Row key={who.user} who={who} />
        ))}
      </ul>
      {crowd && <More {...pages} shown={people.length} count={count} />}
      <Leave />
    </Surface>
  );
}

interface Pages {
  readonly people: readonly Participant[];
  readonly state: "busy" | "more" | "all" | "failed";
  next(): void;
}

function usePages(crowd: boolean): Pages {
  const { room, client } = useShared();
  const people = useSignal<readonly Participant[]>([]);
  const state = useSignal<Pages["state"]>("more");
  const cursor = useSignal<string | null>(null);
  const next = (): void => {
    state.value = "busy";
    const from = cursor.value === null ? {} : { cursor: cursor.value };
    peopleOf(client, room.id, { ...from, limit: PAGE }).then(
      (page) => {
        people.value = [...people.value, ...page.participants.filter(isPresent)];
        cursor.value = page.next;
        state.value = page.next === null ? "all" : "more";
      },
      () => {
        state.value = "failed";
      },
    );
  };
  useEffect(() => {
    if (crowd) next();
  }, [crowd]);
  return { people: people.value, state: state.value, next };
}

/** Those whose presence is told come first, as they are now; then the others as they came. */
function merged(told: readonly Participant[], paged: readonly Participant[]): Participant[] {
  const known = new Set(told.map((who) => who.user));
  return [...told, ...paged.filter((who) => !known.has(who.user))];
}

function More({ state, next, shown, count }: Pages & { shown: number; count: number }): JSX.Element | null {
  const { words } = useShared();
  if (state === "all") return null;
  return (
    <p class="roll-more">
      <span class="muted">{words.t("people_shown", { n: shown, all: count })}</span>
      <button type="button" class="secondary" disabled={state === "busy"} onClick={next}>
        {words.t(state === "failed" ? "again" : "people_more")}
      </button>
    </p>
  );
}

function Row({ who }: { who: Participant }): JSX.Element {
  const { words, client, room } = useShared();
  const me = who.user === client.me.value?.id;
  const other = !me && who.role !== "bot";
  const state = who.presence ?? "offline";
  return (
    <li class="roll-row">
      <Face name={who.name} role={who.role} presence={state} />
      <span class="roll-who">
        <b dir="auto">{who.name}</b>
        <span class="muted">
          {[
            roleWord(words, who.role),
            me ? words.t("you") : words.t(state),
            words.t(who.verified === "host" ? "verified_host" : "verified_none"),
          ].join(" · ")}
        </span>
      </span>
      {other && (
        <span class="roll-keys">
          {may(room, "help") && <Report who={who} />}
          {!isStaff(who.role) && !isStaff(room.state.value.you?.role) && <Mute who={who} />}
        </span>
      )}
    </li>
  );
}

function Report({ who }: { who: Participant }): JSX.Element {
  const { words, room, asked } = useShared();
  const ask = (): void => {
    asked.value = { what: "report", room, item: null, user: who.user, from: asked.peek()?.from ?? null };
  };
  return (
    <button type="button" class="link" aria-label={words.t("report_name", { name: who.name })} onClick={ask}>
      {words.t("report")}
    </button>
  );
}

function Mute({ who }: { who: Participant }): JSX.Element {
  const { words } = useShared();
  const { on, failed, go } = useMute(who.user);
  const label = words.t(on ? "unmute" : "mute", { name: who.name });
  return (
    <button
      type="button"
      class="link"
      aria-label={label}
      title={words.t("mute_what", { name: who.name })}
      onClick={() => void go()}
    >
      {failed ? words.t("again") : words.t(on ? "unmute_short" : "mute_short")}
    </button>
  );
}
