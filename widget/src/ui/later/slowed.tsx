/** The server asks for patience: how much waits, and a pause counted down in a place of its own, so that nothing moves. */
import type { JSX } from "preact";
import { MAX_UNSENT, pending } from "../../core/outbox";
import { useNow } from "../clock";
import { useShared } from "../context";
import type { Words } from "../words";

export function Slowed(): JSX.Element {
  const { client, words } = useShared();
  const box = client.sender.box.value;
  const seconds = Math.ceil((box.pausedUntil - useNow(true, 1_000)) / 1_000);
  return (
    <>
      <span class="path-text">{slowedText(pending(box), box.pausedBy === "unavailable", words)}</span>
      {seconds > 0 && (
        <span class="countdown count" aria-hidden="true">
          {words.t("in_seconds", { n: seconds })}
        </span>
      )}
    </>
  );
}

function slowedText(waits: number, busy: boolean, words: Words): string {
  if (busy) return words.n("busy_queue", waits);
  return waits >= MAX_UNSENT ? words.t("queue_full") : words.n("slowed_queue", waits);
}
