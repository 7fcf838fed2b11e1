/** All orders of a shop as the board needs them: views that are open, where each stands, what waits. */
import { useSignal } from "@preact/signals";
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Client, Room } from "../../client";
import type { Summary } from "../../core/wire";
import { isActive } from "../orders";
import { AGAIN_MS, type Heard, heardBy, rings, type Waits } from "./ringing";
import { arranged, isSame, type Placed, type Standing, standingIn, standingOf } from "./standing";

/** What is open gets a view; the rest is told from the list. */
const MOST = 100;
/** So long after a touch nothing moves under the finger. */
const HOLD_MS = 1_500;

export interface Wall {
  readonly views: ReadonlySignal<Views>;
  /** In the order of the board; the same list as before where nothing is to be drawn anew. */
  readonly placed: ReadonlySignal<readonly Placed[]>;
  readonly waits: ReadonlySignal<readonly Waits[]>;
}

type Views = ReadonlyMap<string, Room>;

export function useWall(client: Client): Wall {
  const views = useSignal<Views>(new Map());
  const ids = mineOf(client).filter(isActive).slice(0, MOST);
  useEffect(() => {
    const opened = ids.map(({ room }) => [room, client.open(room)] as const);
    // What is locked since stays as it was last seen.
    views.value = new Map([...views.peek(), ...opened]);
  }, [ids.map(({ room }) => room).join("|")]);
  return useMemo(() => wallOf(client, views), [client]);
}

function mineOf(client: Client): Summary[] {
  return [...client.rooms.value.values()].filter(({ role, kind }) => role === "merchant" && kind === "order");
}

function wallOf(client: Client, views: ReadonlySignal<Views>): Wall {
  const held = new Map<string, Placed>();
  const kept = (room: string, standing: Standing): Placed => {
    const before = held.get(room);
    if (before && isSame(before.standing, standing)) return before;
    const now = { room, standing };
    held.set(room, now);
    return now;
  };
  const standings = new WeakMap<Room, ReadonlySignal<Standing>>();
  const standingNow = (room: Room): Standing => {
    const told = standings.get(room) ?? computed(() => standingHere(client, room));
    standings.set(room, told);
    return told.value;
  };
  const placed = steadyList(() =>
    arranged(
      mineOf(client).map((summary) => {
        const view = views.value.get(summary.room);
        const here = view && view.status.value.phase === "ready";
        return kept(summary.room, here ? standingNow(view) : standingIn(summary));
      }),
    ),
  );
  const waiting = steadyList(() => placed.value.filter(({ standing }) => standing.place === "waiting"));
  const waits = computed(() => waiting.value.map(({ room, standing: { seq } }) => ({ room, seq })));
  return { views, placed, waits };
}

/** A list that is another only when something in it is. */
function steadyList<T>(make: () => readonly T[]): ReadonlySignal<readonly T[]> {
  let last: readonly T[] = [];
  return computed(() => {
    const now = make();
    if (now.length !== last.length || now.some((one, at) => one !== last[at])) last = now;
    return last;
  });
}

/** What was answered and is on its way counts as answered. */
function standingHere(client: Client, room: Room): Standing {
  const standing = standingOf(room.state.value, client.me.value?.id ?? "");
  const answering = room.outbox.value.some(
    ({ state, command }) => state === "sending" && command.t !== "edit",
  );
  return answering && standing.place === "waiting" ? { ...standing, place: "open", fresh: false } : standing;
}

/** The board as it stands there: while a finger is over it nothing moves, and what is new comes in a moment. */
export function useSteady(now: readonly Placed[]): {
  readonly shown: readonly Placed[];
  readonly hold: () => void;
} {
  const held = useSignal<readonly Placed[] | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const hold = (): void => {
    held.value ??= now;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      held.value = null;
    }, HOLD_MS);
  };
  return { shown: held.value ?? now, hold };
}

const RING_MS = 3_000;

/** Sounds again and again while something waits that nobody has touched the page for; answers what a touch does. */
export function useRinging(waits: readonly Waits[], on: boolean, ring: () => void): () => void {
  const heard = useSignal<Heard>(new Map());
  const turn = useSignal(0);
  const loud = turn.value >= 0 && on && rings(waits, heard.value, Date.now());
  useEffect(() => {
    if (!loud) {
      const later = setTimeout(() => (turn.value += 1), AGAIN_MS);
      return () => clearTimeout(later);
    }
    ring();
    const again = setInterval(ring, RING_MS);
    return () => clearInterval(again);
  }, [loud, turn.value, heard.value]);
  return () => {
    heard.value = heardBy(waits, Date.now());
  };
}
