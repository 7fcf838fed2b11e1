/** States that are designed, not left over: nothing yet, loading. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useShared } from "./context";
import { RoleShape } from "./shapes";
import type { Words } from "./words";

const PATIENCE_MS = 150;

/** The structure of what will appear, after a moment in which it usually has appeared already. */
export function Skeleton(): JSX.Element | null {
  const { words, room } = useShared();
  return <Bones words={words} busy={Boolean(room.status.value.why)} />;
}

/** The same where there is no room yet. */
export function Bones({ words, busy = false }: { words: Words; busy?: boolean }): JSX.Element | null {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div class="skeleton" role="status" aria-label={words.t("loading")}>
      {busy && <p class="top-note">{words.t("busy_opening")}</p>}
      {["a", "b", "c"].map((key) => (
        <div key={key} class={`bone bone-${key}`} />
      ))}
    </div>
  );
}

export function Empty(): JSX.Element {
  const { words } = useShared();
  return (
    <div class="empty">
      <Shapes />
      <p class="empty-title">{words.t("empty_title")}</p>
      <p>{words.t("empty_text")}</p>
    </div>
  );
}

export function Shapes(): JSX.Element {
  return (
    <div class="shapes" aria-hidden="true">
      {(["customer", "driver", "merchant", "agent"] as const).map((role) => (
        <RoleShape key={role} role={role} />
      ))}
    </div>
  );
}
