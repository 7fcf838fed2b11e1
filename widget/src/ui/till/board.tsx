/** All orders of a shop at once, as cards: what waits first. One of them is opened beside them. */
import { useSignal } from "@preact/signals";
import { type Signal, signal } from "@preact/signals-core";
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useRef } from "preact/hooks";
import type { BoardParts } from "../context";
import { useFocusKept } from "../focuskept";
import { Gone } from "../gone";
import { useCatalogue } from "../phrases";
import { linesOf } from "../roomlines";
import { RoomView } from "../roomview";
import { Bones, Shapes } from "../states";
import type { Words } from "../words";
import { Bar } from "./bar";
import { Bell } from "./bell";
import { Card } from "./card";
import { useMoving } from "./moving";
import { Path } from "./path";
import { keptShift, type Shift } from "./shift";
import type { Place } from "./standing";
import { useRinging, useSteady, useWall, type Wall } from "./wall";

export function Board(given: BoardParts): JSX.Element {
  const { client, words } = given;
  const wall = useWall(client);
  const { shift, bell } = useShift();
  const chosen = useSignal<string | null>(given.first);
  const waiting = wall.waits.value;
  const quiet = useRinging(waiting, shift.value.on, () => bell.ring());
  useEffect(() => {
    const title = words.t("till_title");
    document.title = waiting.length > 0 ? `(${waiting.length}) ${title}` : title;
  }, [waiting.length]);
  const { phase, why } = client.connection.value;
  if (phase === "stopped") return <Gone why={why ?? "closed"} words={words} />;
  const touched = (): void => {
    if (shift.peek().on) bell.start();
    quiet();
  };
  return (
    <div
      class={`till ${chosen.value ? "has-room" : ""}`}
      lang={words.lang}
      dir={words.dir}
      onPointerDown={touched}
      onKeyDown={touched}
    >
      <Path {...given} />
      <Bar {...{ client, words, bell, shift }} waiting={waiting.length} />
      <div class="till-body">
        <Cards given={given} wall={wall} chosen={chosen} />
        {chosen.value && <Opened key={chosen.value} given={given} room={chosen.value} chosen={chosen} />}
      </div>
    </div>
  );
}

function useShift() {
  const shift = useMemo(() => signal<Shift>(keptShift()), []);
  const bell = useMemo(() => new Bell(() => new AudioContext()), []);
  useEffect(() => {
    // The page was opened anew in the middle of a shift: until somebody touches it, the sound is blocked, and it says so.
    if (shift.peek().on) bell.start();
    return () => bell.stop();
  }, []);
  return { shift, bell };
}

interface CardsParts {
  readonly given: BoardParts;
  readonly wall: Wall;
  readonly chosen: Signal<string | null>;
}

function Cards({ given, wall, chosen }: CardsParts): JSX.Element {
  const { client, words } = given;
  const phrases = useCatalogue(client, "merchant");
  const now = wall.placed.value;
  const views = wall.views.value;
  const { shown, hold } = useSteady(now);
  const board = useRef<HTMLDivElement>(null);
  useFocusKept(board);
  useMoving(board);
  const open = useCallback(
    (room: string): void => {
      chosen.value = room;
    },
    [chosen],
  );
  if (now.length === 0) return client.me.value === null ? <Bones words={words} /> : <None {...given} />;
  const standing = new Map(now.map((one) => [one.room, one.standing]));
  const places = new Map<Place, number>();
  for (const one of shown) places.set(one.standing.place, (places.get(one.standing.place) ?? 0) + 1);
  const cards = shown.flatMap((one, at) => {
    const { place } = one.standing;
    const first = shown[at - 1]?.standing.place !== place;
    const head = first
      ? [<Head key={place} place={place} count={places.get(place) ?? 0} words={words} />]
      : [];
    const room = views.get(one.room);
    const now = standing.get(one.room);
    if (!room || !now) return [...head, <Brief key={one.room} id={one.room} given={given} open={open} />];
    const current = chosen.value === one.room;
    return [...head, <Card key={one.room} {...{ given, room, phrases, open, current }} standing={now} />];
  });
  return (
    <div ref={board} class="till-board" onPointerDown={hold} onKeyDown={hold}>
      {cards}
    </div>
  );
}

function Head({ place, count, words }: { place: Place; count: number; words: Words }): JSX.Element {
  return (
    <h2 class={`till-head is-${place}`}>
      {words.t(`till_place_${place}`)} <span class="count">{count}</span>
    </h2>
  );
}

/** An order without a view: it is over, or about to come in. */
function Brief({
  id,
  given,
  open,
}: {
  id: string;
  given: BoardParts;
  open: (id: string) => void;
}): JSX.Element {
  const { client, words } = given;
  const summary = client.rooms.value.get(id);
  const [line] = linesOf(summary ? [summary] : [], new Map(), client.me.value?.id ?? "", words);
  return (
    <article class="card is-done">
      <h3 class="card-top">
        <button type="button" class="card-open" onClick={() => open(id)}>
          <bdi class="card-subject">{line?.subject}</bdi>
        </button>
      </h3>
      <p class="card-line">
        <span class="card-said" dir="auto">
          {line?.text}
        </span>
        <time class="card-time">{line && words.time(line.at)}</time>
      </p>
    </article>
  );
}

function None({ client, words }: BoardParts): JSX.Element {
  const here = client.connection.value.phase === "online";
  return (
    <div class="empty till-none">
      <Shapes />
      <p class="empty-title">{words.t(here ? "till_none" : "is_offline")}</p>
      <p>{words.t(here ? "till_none_text" : "orders_offline_text")}</p>
    </div>
  );
}

/** One of them, whole: beside the board where there is room, else over it. */
function Opened({
  given,
  room,
  chosen,
}: Pick<CardsParts, "given" | "chosen"> & { room: string }): JSX.Element {
  const opened = given.client.open(room);
  const close = (): void => {
    chosen.value = null;
  };
  return (
    <div class="till-room">
      <RoomView key={room} {...given} room={opened} close={close} />
    </div>
  );
}
