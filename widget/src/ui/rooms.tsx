/** The list of one's rooms: subject, last word, who, when, what waits. Loaded when somebody comes to it. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { hasMoreRooms, moreRooms } from "../client/calls";
import css from "../css/rooms.css?text";
import { dressed } from "./dressed";
import { useFocusKept } from "./focuskept";
import { BackButton, CloseButton } from "./icons";
import { linesOf, type RoomLine } from "./roomlines";
import type { RoomsParts, RoomsScreen } from "./screens";
import { RoleShape } from "./shapes";
import { choose, heardNow } from "./sound";
import { Bones } from "./states";
import { daysBetween, type Words } from "./words";

function RoomList(parts: RoomsParts): JSX.Element {
  const { words, client, back, close } = parts;
  return (
    <div class="room rooms" lang={words.lang} dir={words.dir}>
      <header class="head">
        <div class="head-row">
          {back && <BackButton label={words.t("rooms_return")} act={back} />}
          <h1 class="subject">{words.t("rooms_title")}</h1>
          <SoundSwitch {...parts} />
          {close && <CloseButton label={words.t("close")} act={close} />}
        </div>
      </header>
      {client.me.value === null ? <Bones words={words} /> : <Lines {...parts} />}
      <div class="dock rooms-dock">
        {client.connection.value.lostAt !== null && (
          <p class="dock-line path-note is-lost">{words.t("is_offline")}</p>
        )}
        <button type="button" class="primary" onClick={() => parts.ask()}>
          {words.t("rooms_ask")}
        </button>
      </div>
    </div>
  );
}

function Lines({ client, opened, open, words }: RoomsParts): JSX.Element {
  const rooms = client.rooms.value;
  const list = useRef<HTMLUListElement>(null);
  useFocusKept(list);
  const known = [...opened.value].map(
    ([id, room]) => [id, { state: room.state.value, unread: room.unread.value }] as const,
  );
  const me = client.me.value?.id ?? "";
  const lines = useMemo(
    () => linesOf([...rooms.values()], new Map(known), me, words),
    [rooms, me, words, ...known.flatMap(([, it]) => [it.state, it.unread])],
  );
  if (lines.length === 0)
    return (
      <div class="rooms-none">
        <p class="empty-title">{words.t("rooms_none")}</p>
        <p>{words.t("rooms_none_text")}</p>
      </div>
    );
  return (
    <ul ref={list} class="room-list" aria-label={words.t("rooms_title")} onKeyDown={walk}>
      {lines.map((line) => (
        <li key={line.room}>
          <RoomButton line={line} words={words} open={open} />
        </li>
      ))}
      {hasMoreRooms(client) && <More client={client} words={words} />}
    </ul>
  );
}

/** The list goes on when its end comes into sight; where that failed, when it is pressed. */
function More({ client, words }: Pick<RoomsParts, "client" | "words">): JSX.Element {
  const end = useRef<HTMLLIElement>(null);
  const busy = useSignal(false);
  const next = (): void => {
    if (busy.peek()) return;
    busy.value = true;
    void moreRooms(client)
      .catch(() => undefined)
      .then(() => {
        busy.value = false;
      });
  };
  useEffect(() => {
    const sight = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && next());
    if (end.current) sight.observe(end.current);
    return () => sight.disconnect();
  }, [client.rooms.value.size]);
  return (
    <li ref={end} class="rooms-more">
      <button type="button" class="secondary" disabled={busy.value} onClick={next}>
        {words.t("rooms_more")}
      </button>
    </li>
  );
}

function RoomButton({
  line,
  words,
  open,
}: {
  line: RoomLine;
  words: Words;
  open: (room: string) => void;
}): JSX.Element {
  const { subject, name, role, text, unread, status } = line;
  return (
    <button
      type="button"
      class={`room-line ${unread > 0 ? "has-unread" : ""}`}
      onClick={() => open(line.room)}
    >
      <span class="room-top">
        <b class="room-subject" dir="auto">
          {subject}
        </b>
        {status !== "open" && <span class="chip">{words.t(`status_${status}`)}</span>}
        <time>{when(line.at, words)}</time>
      </span>
      <span class="room-bottom">
        {name && <RoleShape role={role} />}
        <span class="room-last">
          {name && <bdi>{`${name}: `}</bdi>}
          <span dir="auto">{text}</span>
        </span>
        {unread > 0 && (
          <span class="room-unread">
            <RoleShape role={role} />
            <span class="count" aria-hidden="true">
              {unread}
            </span>
            <span class="sr-only">{words.n("new_messages", unread)}</span>
          </span>
        )}
      </span>
    </button>
  );
}

/** Today the hour, before that the day. */
function when(at: string, words: Words): string {
  const now = Date.now();
  return daysBetween(new Date(at), new Date(now)) === 0 ? words.time(at) : words.day(at, now);
}

/** The arrows go from room to room, beside Tab. */
function walk(press: KeyboardEvent): void {
  const step = press.key === "ArrowDown" ? 1 : press.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const all = [...(press.currentTarget as Element).querySelectorAll("button")];
  const at = all.indexOf((press.target as Element).closest("button") as HTMLButtonElement);
  press.preventDefault();
  all[(at + step + all.length) % all.length]?.focus();
}

function SoundSwitch({ words, sound, sounds }: RoomsParts): JSX.Element {
  const on = heardNow(sound, sounds);
  return (
    <button type="button" class="sound-button" aria-pressed={on} onClick={() => choose(sound, !on)}>
      {words.t(on ? "sound_on" : "sound_off")}
    </button>
  );
}

export const dress = dressed(css);

export const part: RoomsScreen = { RoomList };
