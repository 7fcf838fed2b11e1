/** One order on the board: what it is about, who said what last, since when it waits, and the answers under it. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Room } from "../../client";
import { TOUCH_MS } from "../../client/reading";
import { seenBy } from "../../core/cursors";
import { isPresent, type Message } from "../../core/state";
import type { ActivityBody, SaidBody } from "../../core/wire";
import { useServerNow } from "../clock";
import { type BoardParts, type Pressed, personOf, SharedContext, useShared } from "../context";
import type { Phrase } from "../phrases";
import { seenText } from "../pips";
import { PipShape, RoleShape } from "../shapes";
import { spanText } from "../span";
import { activityText, bodyText, type Words } from "../words";
import { Keys } from "./keyrow";
import { Requests } from "./requests";
import { readTo, type Standing, shownOf } from "./standing";

export interface CardParts {
  readonly given: BoardParts;
  readonly room: Room;
  readonly standing: Standing;
  readonly phrases: readonly Phrase[];
  readonly current: boolean;
  readonly open: (room: string) => void;
}

export function Card(parts: CardParts): JSX.Element {
  const { given, room } = parts;
  const asked = useSignal(null);
  const heard = useSignal<readonly number[]>([]);
  const pressed = useRef<Pressed | null>(null);
  const shared = useMemo(() => ({ ...given, room, Extra: () => null, asked, heard, pressed }), [given, room]);
  return (
    <SharedContext.Provider value={shared}>
      <Face {...parts} />
    </SharedContext.Provider>
  );
}

function Face({ room, standing, phrases, current, open }: CardParts): JSX.Element {
  const { words } = useShared();
  const box = useRef<HTMLElement>(null);
  const state = room.state.value;
  const { place, fresh, since } = standing;
  const unread = room.unread.value;
  const shown = shownOf(state.items, unread);
  const touched = useTouch(room, box, readTo(shown, unread, room.unreadAbove.value));
  const about =
    state.facts.find(({ key }) => key === "items") ?? state.facts.find(({ kind }) => kind === "text");
  const title = `till-${room.id}`;
  return (
    <article
      ref={box}
      class={`card is-${place} ${current ? "is-current" : ""}`}
      aria-labelledby={title}
      onPointerDown={touched}
      onKeyDown={({ key }) => /^(Tab|Shift|Escape)$/.test(key) || touched()}
    >
      <h3 class="card-top" id={title}>
        <button type="button" class="card-open" onClick={() => open(room.id)}>
          <bdi class="card-subject">{state.subject || room.id}</bdi>
          {unread > 0 && <Unread count={unread} />}
        </button>
        {place === "waiting" && <Since at={since} />}
      </h3>
      <p class="card-stage">
        {fresh ? <b class="card-new">{words.t("till_new")}</b> : stageText(state.stage, words)}
        <Drivers />
      </p>
      {about && (
        <p class="card-about" dir="auto">
          {about.value}
        </p>
      )}
      {shown.map((item) => !standing.requests.includes(item) && <Line key={item.seq} item={item} />)}
      <OnItsWay />
      <Requests />
      {place !== "done" && <Keys phrases={phrases} last={shown.at(-1)} waits={place === "waiting"} />}
    </article>
  );
}

/** What stands on a card was read by whoever touched it less than half a minute ago; a card that merely shows was not. */
function useTouch(room: Room, box: { current: HTMLElement | null }, upTo: number | null): () => void {
  const at = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (upTo !== null && Date.now() - at.current <= TOUCH_MS && isInView(box.current)) room.inView(upTo);
  }, [upTo]);
  return () => {
    at.current = Date.now();
    if (upTo !== null) room.inView(upTo);
    room.touch();
  };
}

function isInView(box: HTMLElement | null): boolean {
  const { top, bottom } = box?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  return bottom > 0 && top < innerHeight;
}

function stageText(stage: string | null, words: Words): string {
  return stage ? activityText({ type: stage } as ActivityBody, words) : "";
}

function Unread({ count }: { count: number }): JSX.Element {
  const { words } = useShared();
  return (
    <span class="card-unread count">
      {count}
      <span class="sr-only"> {words.n("order_new", count)}</span>
    </span>
  );
}

/** In large figures: it is read from two metres away. */
function Since({ at }: { at: string }): JSX.Element {
  const { words } = useShared();
  const text = spanText(useServerNow(true) - Date.parse(at), words);
  return (
    <time class="card-since" dateTime={at}>
      <span class="sr-only">{words.t("till_waits")} </span>
      {text}
    </time>
  );
}

function Drivers(): JSX.Element {
  const { room } = useShared();
  const people = [...room.state.value.participants.values()];
  const here = people.filter((who) => who.role === "driver" && isPresent(who));
  return (
    <>
      {here.map(({ user, name }) => (
        <span key={user} class="card-driver">
          <RoleShape role="driver" />
          <bdi>{name}</bdi>
        </span>
      ))}
    </>
  );
}

function Line({ item }: { item: Message }): JSX.Element {
  const { room, client, words } = useShared();
  const mine = item.by === client.me.value?.id;
  const { name, role } = personOf(room, item.by, item.author, words);
  const text = item.redacted ? words.t("deleted") : bodyText(item.body as SaidBody, words);
  const { answer } = item;
  return (
    <p class={`card-line ${mine ? "is-mine" : ""}`}>
      <RoleShape role={role} />
      <span class="card-said">
        <b>
          <bdi>{mine ? words.t("you") : name}</bdi>
        </b>{" "}
        <span dir="auto">{text}</span>
        {answer && (
          <em class="card-answer"> {words.t(answer.accepted ? "request_accepted" : "request_declined")}</em>
        )}
      </span>
      <time class="card-time">{words.time(item.at)}</time>
      {mine && <Marks item={item} />}
    </p>
  );
}

function Marks({ item }: { item: Message }): JSX.Element {
  const { room, words } = useShared();
  const pips = room.pips(item);
  return (
    <span class="card-pips" role="img" aria-label={seenText(seenBy(pips), words)}>
      {pips.map(({ who, mark }) => (
        <PipShape key={who.user} role={who.role} mark={mark} />
      ))}
    </span>
  );
}

/** What was answered here and is not with the server: it waits for the network, or it failed. */
function OnItsWay(): JSX.Element | null {
  const { room, words } = useShared();
  const last = room.outbox.value
    .filter(({ state, reason }) => state !== "sent" && reason !== "answered")
    .at(-1);
  if (!last) return null;
  const { command, texts, state } = last;
  const body = command.t === "send" ? command.body : null;
  const said = body && (body.type === "phrase" && texts ? (texts[words.lang] ?? "") : bodyText(body, words));
  return (
    <p class={`card-line is-${state}`} role="status">
      <RoleShape role="merchant" />
      <span class="card-said">
        {said && <span dir="auto">{said} </span>}
        <em>{words.t(state === "failed" ? "till_failed" : "till_sending")}</em>
      </span>
    </p>
  );
}
