/** What a reader must know of this page once: what a restored server no longer has, a clock that is wrong. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { pending } from "../../core/outbox";
import { useShared } from "../context";
import { spanText } from "../span";

export function Banner(): JSX.Element | null {
  return (
    <>
      <Lost />
      <Clock />
    </>
  );
}

function Lost(): JSX.Element | null {
  const { room, client, words, asked } = useShared();
  const lost = room.lost.value.length;
  const kept = pending(client.sender.box.value, room.id);
  if (lost === 0) return null;
  return (
    <div class="banner" role="status">
      <span>
        {words.n("lost_messages", lost)} {kept > 0 && words.n("lost_kept", kept)}
      </span>
      <span class="banner-keys">
        <button
          type="button"
          class="link"
          onClick={(press) => (asked.value = { what: "lost", from: press.currentTarget })}
        >
          {words.t("lost_show")}
        </button>
        <button type="button" class="link" onClick={() => (room.lost.value = [])}>
          {words.t("understood")}
        </button>
      </span>
    </div>
  );
}

function Clock(): JSX.Element | null {
  const { client, words } = useShared();
  const seen = useSignal(false);
  const { aheadMs } = client.greeted.value;
  if (aheadMs === 0 || seen.value) return null;
  const span = spanText(Math.abs(aheadMs), words);
  return (
    <div class="banner" role="status">
      <span>{words.t(aheadMs > 0 ? "clock_behind" : "clock_ahead", { span })}</span>
      <button type="button" class="link" onClick={() => (seen.value = true)}>
        {words.t("understood")}
      </button>
    </div>
  );
}
