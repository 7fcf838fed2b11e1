/** Who reads here, and how to close what is open. */
import type { Message } from "../../core/state";
import type { OfMessage } from "../asked";
import { useShared } from "../context";
import type { Reader } from "./acts";

export function useReader(): Reader {
  const { client } = useShared();
  const { limits, aheadMs } = client.greeted.value;
  return {
    me: client.me.value?.id ?? "",
    mutes: client.mutes.value,
    now: Date.now() + aheadMs,
    editMs: limits.edit_ms ?? null,
  };
}

/** The message as it is now; null when it was erased meanwhile. */
export function current({ room, item }: OfMessage): Message | null {
  const now = room.state.value.items.find((one) => one.seq === item.seq);
  return now?.kind === "message" && !now.redacted ? now : null;
}

/** Closes what is open; the focus goes back to what opened it, or to where it says. */
export function useClose(): (to?: string) => void {
  const { asked } = useShared();
  return (to) => {
    const from = asked.peek()?.from ?? null;
    asked.value = null;
    const room = from?.closest(".room");
    const next = to || !from?.isConnected ? room?.querySelector<HTMLElement>(to ?? ".timeline") : from;
    next?.focus();
  };
}
