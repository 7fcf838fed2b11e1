/** What was not sent: why, and what to do with it. */
import type { JSX } from "preact";
import { useNow } from "../clock";
import { type UnsentParts, useShared } from "../context";
import { spanText } from "../span";
import type { Words } from "../words";

export function Failed({ unsent, lane }: UnsentParts): JSX.Element {
  const shared = useShared();
  const room = lane ?? shared.room;
  const { words, shelf } = shared;
  const WhyNot = unsent.file && shelf.get("files")?.WhyNot;
  const { retryAt = 0, reason, command } = unsent;
  const left = retryAt - useNow(retryAt > 0);
  const why =
    left > 0
      ? words.t("why_later", { span: spanText(left + 60_000, words) })
      : whyText(reason, words, command.t);
  return (
    <div class="meta failed" role="alert">
      <span>{WhyNot && left <= 0 ? <WhyNot code={reason ?? ""} /> : words.t("failed_why", { why })}</span>
      {!room.over && (
        <button type="button" class="link" onClick={() => room.retry(unsent.cid)}>
          {words.t("retry")}
        </button>
      )}
      <button type="button" class="link" onClick={() => room.discard(unsent.cid)}>
        {words.t("discard")}
      </button>
    </div>
  );
}

/** A refusal in words; of some commands it means something of its own. */
export function whyText(code = "", words: Words, command = "send"): string {
  const said = words.maybe(`why_${code}`, words.t("why_other", { code }));
  return words.maybe(`why_${command}_${code}`, said);
}
