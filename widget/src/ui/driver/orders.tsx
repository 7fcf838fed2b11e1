/** All orders of a driver as a quiet strip: the current one is the page, the others say what waits. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Room } from "../../client";
import { useShared } from "../context";
import { isActive, isDone, stopOf } from "../orders";
import { useAwake } from "./awake";
import { useOrders } from "./mine";
import { useSwipe } from "./swipe";

export function Orders(): JSX.Element | null {
  const { room, words, go } = useShared();
  const orders = useOrders();
  const strip = useRef<HTMLElement>(null);
  useAwake(orders.some(({ state: { value } }) => isActive(value) && !isDone(value)));
  const step = (by: 1 | -1): void => {
    const to = orders[orders.indexOf(room) + by];
    if (to) go?.(to.id);
  };
  const many = go !== undefined && orders.length > 1;
  useSwipe(strip, many ? step : null);
  if (!many) return null;
  return (
    <nav ref={strip} class="orders" aria-label={words.t("orders")}>
      <ul>
        {orders.map((one) => (
          <Order key={one.id} one={one} current={one === room} />
        ))}
      </ul>
    </nav>
  );
}

function Order({ one, current }: { one: Room; current: boolean }): JSX.Element {
  const { words, go } = useShared();
  const self = useRef<HTMLLIElement>(null);
  const state = one.state.value;
  const unread = current ? 0 : one.unread.value;
  const stop = stopOf(state);
  useEffect(() => {
    if (current) self.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <li ref={self}>
      <button
        type="button"
        class={`order ${isDone(state) ? "is-done" : ""}`}
        aria-current={current ? "page" : undefined}
        onClick={() => current || go?.(one.id)}
      >
        {stop !== null && (
          <span class="order-stop">
            <span class="sr-only">{words.t("order_stop")} </span>
            {stop}
          </span>
        )}
        <bdi class="order-name">{state.subject || one.id}</bdi>
        {unread > 0 && (
          <span class="order-new count">
            {unread}
            <span class="sr-only"> {words.n("order_new", unread)}</span>
          </span>
        )}
      </button>
    </li>
  );
}
