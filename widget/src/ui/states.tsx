/** States that are designed, not left over: nothing yet, loading, gone. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useShared } from "./context";
import { BackButton, CloseButton } from "./icons";
import { RoleShape } from "./shapes";
import type { Key, Words } from "./words";

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

function Shapes(): JSX.Element {
  return (
    <div class="shapes" aria-hidden="true">
      {(["customer", "driver", "merchant", "agent"] as const).map((role) => (
        <RoleShape key={role} role={role} />
      ))}
    </div>
  );
}

const GONE = /^(removed|replaced|closed|not_found|forbidden|unauthenticated|no_link|logout|invite_\w+)$/;

export interface GoneParts {
  why: string;
  words: Words;
  close?: () => void;
  back?: () => void;
  /** What can be done about it. */
  children?: ComponentChildren;
}

/** A whole page that says what happened, what was kept, what to do. */
export function Gone({ why, words, close, back, children }: GoneParts): JSX.Element {
  const known = GONE.test(why) ? why : "other";
  return (
    <div class="gone" role="status" dir={words.dir}>
      {(close || back) && (
        <div class="gone-ways">
          {back && <BackButton label={words.t("rooms_back")} act={back} />}
          {close && <CloseButton label={words.t("close")} act={close} />}
        </div>
      )}
      <Shapes />
      <h1>{words.t(`gone_${known}` as Key)}</h1>
      <p>{words.t(`gone_${known}_text` as Key, { code: why })}</p>
      {children}
    </div>
  );
}
