/** Is the path alive? In words, always in the same place above the board; a short interruption is nobody's news. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Client } from "../../client";
import { pending } from "../../core/outbox";
import type { BoardParts } from "../context";

const PATIENCE_MS = 1_000;

type Told = "fine" | "connecting" | "lost";

function useTold(client: Client, waits: number): Told {
  const { phase, lostAt } = client.connection.value;
  const patient = useSignal(true);
  const online = phase === "online";
  useEffect(() => {
    patient.value = true;
    if (online) return;
    const timer = setTimeout(() => {
      patient.value = false;
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [online]);
  if (online || (patient.value && waits === 0)) return "fine";
  return lostAt === null && phase !== "waiting" ? "connecting" : "lost";
}

export function Path({ client, words }: BoardParts): JSX.Element {
  const waits = pending(client.sender.box.value);
  const told = useTold(client, waits);
  const lost = waits > 0 ? words.n("offline_queue", waits) : words.t("is_offline");
  return (
    <div class={`path is-${told} spoken`} role="status">
      <span class="path-text">
        {told === "lost" ? lost : words.t(told === "fine" ? "connected" : "connecting")}
      </span>
      {told === "lost" && (
        <button type="button" class="link" onClick={() => client.reconnect()}>
          {words.t("try_now")}
        </button>
      )}
    </div>
  );
}
