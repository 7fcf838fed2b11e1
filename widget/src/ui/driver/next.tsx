/** The way to the next order, where the one on the screen wants nothing any more. */
import type { JSX } from "preact";
import { useShared } from "../context";
import { isActive, isDone } from "../orders";
import { nextOf, useOrders } from "./mine";

/** `over`: the room is not this driver's any more. */
export function Next({ over }: { over: boolean }): JSX.Element | null {
  const { room, words, go } = useShared();
  const orders = useOrders();
  const state = room.state.value;
  const waits = !over && isActive(state) && !isDone(state);
  const next = nextOf(orders, room);
  if (waits || !go || !next || room.status.value.phase === "loading") return null;
  return (
    <button type="button" class="primary next-order" onClick={() => go(next.id)}>
      {words.t("order_next", { subject: next.state.value.subject || next.id })}
    </button>
  );
}
