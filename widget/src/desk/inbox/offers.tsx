/** A room that is offered stands above everything for as long as it is: taken or left by a key. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useNow } from "../../ui/clock";
import type { Work } from "../work";
import type { Row } from "./row";
import { titleOf } from "./said";
import type { Inbox } from "./store";

/** The one that ends first. */
function offerIn(inbox: Inbox): Row | null {
  const rows = [...inbox.offers].flatMap((room) => inbox.item(room)?.row ?? []);
  return rows.sort((a, b) => ((a.held.until ?? "") < (b.held.until ?? "") ? -1 : 1))[0] ?? null;
}

export const offerOf = ({ inbox }: Work): Row | null => offerIn(inbox);

/** Answers it; the room opens once it is one's own. */
export async function answer(work: Work, act: "accept" | "decline"): Promise<void> {
  const row = offerOf(work);
  if (!row) return;
  const why = await work.act(row.room, { act });
  if (why) work.said.value = work.words.t(why === "taken" ? "inbox_offer_late" : "desk_not_now");
  else if (act === "accept") work.open(row.room);
}

export function Offer({ work }: { work: Work }): JSX.Element | null {
  const row = offerIn(work.list.value.inbox);
  const { words } = work;
  useEffect(() => {
    // Two that were missed send one away.
    return row ? () => void work.known() : undefined;
  }, [row?.room]);
  if (!row) return null;
  return (
    <section class="offer" aria-label={words.t("inbox_offer")}>
      <p class="offer-what">
        <strong>{words.t("inbox_offer")}</strong>
        <bdi>{titleOf(row, words)}</bdi>
        {row.held.until && <Left until={row.held.until} work={work} />}
      </p>
      <button type="button" class="primary" onClick={() => answer(work, "accept")}>
        {words.t("inbox_offer_accept")}
        <kbd>A</kbd>
      </button>
      <button type="button" class="secondary" onClick={() => answer(work, "decline")}>
        {words.t("inbox_offer_decline")}
      </button>
    </section>
  );
}

const SECOND_MS = 1_000;

function Left({ until, work }: { until: string; work: Work }): JSX.Element {
  const now = useNow(true, SECOND_MS) + work.client.greeted.value.aheadMs;
  const left = Math.max(0, Math.round((Date.parse(until) - now) / SECOND_MS));
  return (
    <span class="offer-left" role="timer">
      {work.words.t("inbox_offer_left", { n: left })}
    </span>
  );
}
