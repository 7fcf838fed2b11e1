/** What a driver goes on with: orders in the order of stops, then what else is said to them; each with an open view, so that it is true when shown. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Room } from "../../client";
import type { Summary } from "../../core/wire";
import { useShared } from "../context";
import { isActive, isDone, sorted } from "../orders";

/** More than these are not worth a view: nobody drives to them next. */
const MOST = 30;

/** Those that go on, and the one on the screen. */
export function useOrders(): readonly Room[] {
  const { client, room, view } = useShared();
  const opened = useSignal<readonly Room[]>([]);
  const rooms = [...client.rooms.value.values()].filter(
    (one) => isBeside(one) || (one.role === view && isActive(one)),
  );
  const ids = rooms.slice(0, MOST).map((one) => one.room);
  useEffect(() => {
    opened.value = ids.map((id) => client.open(id));
  }, [ids.join("|")]);
  const here = opened.value.filter((one) => one !== room && goesOn(one));
  return sorted([room, ...here]);
}

function goesOn(room: Room): boolean {
  const { value } = room.state;
  return room.status.value.phase === "ready" && (isActive(value) || isBeside(value));
}

/** No order: what staff tell all drivers of an area, a talk with them. */
function isBeside({ kind, locked, status }: Pick<Summary, "kind" | "locked" | "status">): boolean {
  return kind !== "order" && !locked && status === "open";
}

/** The order to go on with: the next that still waits for somebody, from here on and around. */
export function nextOf(orders: readonly Room[], room: Room): Room | undefined {
  const at = orders.indexOf(room);
  const around = [...orders.slice(at + 1), ...orders.slice(0, at)];
  return around.find(({ state: { value } }) => isActive(value) && !isDone(value));
}
