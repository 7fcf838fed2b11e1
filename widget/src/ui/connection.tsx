/** Is the path alive? Always honest, always in the same place, never a toast. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { pending } from "../core/outbox";
import { useShared } from "./context";
import type { Words } from "./words";

export type PathState = "fine" | "connecting" | "lost" | "slowed";

const PATIENCE_MS = 1_000;

/** A short interruption is nobody's news: it is shown after a second, or at once when something waits. */
export function usePath(): PathState {
  const { client } = useShared();
  const { phase, lostAt } = client.connection.value;
  const box = client.sender.box.value;
  const waits = pending(box);
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    setPatient(true);
    if (phase === "online") return;
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [phase === "online"]);
  if (phase === "online") return box.width === 1 && waits > 0 ? "slowed" : "fine";
  if (patient && waits === 0) return "fine";
  return lostAt === null && phase !== "waiting" ? "connecting" : "lost";
}

export function pathText(path: PathState, waits: number, words: Words): string {
  if (path === "connecting") return words.t("connecting");
  if (path === "slowed") return words.n("slowed_queue", waits);
  if (path === "lost") return waits > 0 ? words.n("offline_queue", waits) : words.t("is_offline");
  return words.t("connected");
}

/** The line across the top; with words where there is room for them (the driver's page). */
export function ConnectionLine({ spoken }: { spoken: boolean }): JSX.Element {
  const { client, words } = useShared();
  const path = usePath();
  const text = pathText(path, pending(client.sender.box.value), words);
  return (
    <div class={`path is-${path} ${spoken ? "spoken" : ""}`}>
      {spoken && <span class="path-text">{text}</span>}
      {spoken && path === "lost" && <TryNow />}
    </div>
  );
}

/** The same in words above the composer, where it matters what becomes of a message. */
export function ConnectionNote(): JSX.Element | null {
  const { client, words } = useShared();
  const path = usePath();
  if (path === "fine") return null;
  return (
    <div class={`path-note is-${path}`} role="status">
      <span>{pathText(path, pending(client.sender.box.value), words)}</span>
      {path === "lost" && <TryNow />}
    </div>
  );
}

function TryNow(): JSX.Element {
  const { client, words } = useShared();
  return (
    <button type="button" class="link" onClick={() => client.reconnect()}>
      {words.t("try_now")}
    </button>
  );
}
