/** Is the path alive? Always honest, always in the same place, never a toast. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { MAX_UNSENT, pending } from "../core/outbox";
import { useShared } from "./context";
import { Seldom } from "./seldom";
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

function pathText(path: PathState, waits: number, words: Words): string {
  if (waits >= MAX_UNSENT) return words.t("queue_full");
  if (path === "connecting") return words.t("connecting");
  if (path === "lost") return waits > 0 ? words.n("offline_queue", waits) : words.t("is_offline");
  return words.t("connected");
}

/** The state in words. */
function PathWords({ path }: { path: PathState }): JSX.Element {
  const { client, words } = useShared();
  const { where, why } = client.sender.keeping.value;
  const waits = pending(client.sender.box.value);
  if (path === "slowed") return <Seldom of="Slowed" parts={{}} />;
  return (
    <>
      <span class="path-text">
        {pathText(path, waits, words)}
        {path === "lost" && waits > 0 && where === "memory" && why && ` ${words.t("not_kept")}`}
      </span>
      {path === "lost" && <TryNow />}
    </>
  );
}

/** The line across the top; with words where there is room for them (the driver's page). */
export function ConnectionLine(parts: { spoken: boolean }): JSX.Element | null {
  const spoken = !CUSTOMERS_ONLY && parts.spoken;
  const path = usePath();
  // There is no path to wait for: the page says why.
  if (useShared().client.connection.value.phase === "stopped") return null;
  return (
    <div class={`path is-${path} ${spoken ? "spoken" : ""}`} role={spoken ? "status" : undefined}>
      {spoken && <PathWords path={path} />}
    </div>
  );
}

/** The same in words above the composer, where it matters what becomes of a message. */
export function ConnectionNote(): JSX.Element | null {
  const path = usePath();
  if (path === "fine") return null;
  return (
    <div class={`path-note is-${path}`} role="status">
      <PathWords path={path} />
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
