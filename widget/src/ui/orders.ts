/** Which orders are somebody's now, and in which order they are driven to. */
import type { Room } from "../client";
import type { RoomState } from "../core/state";
import type { Summary } from "../core/wire";

/** The key of the fact that says when it is an order's turn: a number, 1 first. */
const STOP = "stop";
const DONE: readonly string[] = ["delivered", "cancelled"];

/** An order that still wants something of this person. */
export function isActive(order: Pick<Summary, "kind" | "locked" | "status">): boolean {
  return order.kind === "order" && !order.locked && order.status === "open";
}

/** Has it been brought, or called off? It stays open for a while, but nobody waits for it. */
export function isDone({ stage }: Pick<RoomState, "stage">): boolean {
  return stage !== null && DONE.includes(stage);
}

/** Which stop it is; null where nobody said. */
export function stopOf(state: RoomState): number | null {
  const stop = Number.parseFloat(state.facts.find((fact) => fact.key === STOP)?.value ?? "");
  return Number.isFinite(stop) ? stop : null;
}

/** In the order of stops; those without one after them, by when they are due, then by name; what is done comes after them, and last what is no order. */
export function sorted(rooms: readonly Room[]): Room[] {
  const placed = rooms.map((room) => ({ room, at: placeOf(room.state.value) }));
  return placed.sort((a, b) => compare(a.at, b.at)).map(({ room }) => room);
}

type Place = readonly [turn: number, stop: number, due: string, subject: string, id: string];

function placeOf(state: RoomState): Place {
  const due = state.facts.find((fact) => fact.kind === "time")?.value ?? "~";
  const stop = stopOf(state) ?? Number.POSITIVE_INFINITY;
  const turn = state.kind === "order" ? Number(isDone(state)) : 2;
  return [turn, stop, due, state.subject, state.room];
}

function compare(a: Place, b: Place): number {
  const at = a.findIndex((one, i) => one !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1;
}
