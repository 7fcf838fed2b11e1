/** What can be done where an invitation, or the room it led to, is over: ask for another link, or open this one anew. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Invitation } from "../client/invitation";
import type { Words } from "../ui/words";

/** Where whoever sent the link can help with another. */
const ASKS = /^(invite_\w+|removed|replaced|closed)$/;

export function Ways(parts: { why: string; invitation: Invitation; words: Words }): JSX.Element | null {
  if (parts.invitation.own) return <p class="gate-again">{parts.words.t("invite_own")}</p>;
  if (ASKS.test(parts.why)) return <Again {...parts} />;
  return parts.why === "unauthenticated" ? <Anew words={parts.words} /> : null;
}

function Again({ invitation, words }: { invitation: Invitation; words: Words }): JSX.Element {
  const said = useSignal("");
  const busy = useSignal(false);
  const ask = (): void => {
    busy.value = true;
    invitation
      .again()
      .then(
        (asked) => words.t("again_asked", { time: words.time(asked) }),
        () => words.t("again_failed"),
      )
      .then((text) => {
        said.value = text;
        busy.value = false;
      });
  };
  return (
    <div class="gate-again">
      <button type="button" class="primary" disabled={busy.value} onClick={ask}>
        {words.t("again_ask")}
      </button>
      <p role="status">{said.value}</p>
    </div>
  );
}

/** This device is not known any more, but it has the link. */
function Anew({ words }: { words: Words }): JSX.Element {
  return (
    <button type="button" class="primary" onClick={() => location.reload()}>
      {words.t("invite_anew")}
    </button>
  );
}
