/** Muting somebody for oneself: under way, done, or not possible just now. */
import { useSignal } from "@preact/signals";
import { mute } from "../../client/calls";
import { useShared } from "../context";

export interface Muting {
  readonly on: boolean;
  readonly failed: boolean;
  /** Mutes, or hears again; answers whether the server took it. */
  go(): Promise<boolean>;
}

export function useMute(user: string): Muting {
  const { client } = useShared();
  const state = useSignal<"idle" | "busy" | "failed">("idle");
  const on = client.mutes.value.has(user);
  const end = (how: "idle" | "failed"): boolean => {
    state.value = how;
    return how === "idle";
  };
  // Not by `disabled`: that would take the focus away.
  const go = async (): Promise<boolean> => {
    if (state.peek() === "busy") return false;
    state.value = "busy";
    return mute(client, user, !on).then(
      () => end("idle"),
      () => end("failed"),
    );
  };
  return { on, failed: state.value === "failed", go };
}
