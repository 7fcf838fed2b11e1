/** The answers that stand on a card: the four of the shop first, with the minutes that a busy shop adds. Pure. */
import type { Busy } from "../../core/wire";
import { busier, type Phrase, type PhraseKey, phrasesFor } from "../phrases";

const FIRST = ["merchant.plus_minutes", "merchant.ready", "merchant.sold_out", "merchant.call_me"];
const MOST = 4;

/** How many minutes are added at this moment. */
export function addedBy(busy: Busy | null, now: number): number {
  return busy && (!busy.until || Date.parse(busy.until) > now) ? busy.minutes : 0;
}

/** One key a phrase. */
export function tillKeys(all: readonly Phrase[], stage: string, added: number): PhraseKey[] {
  const keys = busier(phrasesFor(all, stage), all, added);
  const single = keys.filter((key, at) => keys.findIndex(({ id }) => id === key.id) === at);
  return single.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

function rank({ id }: PhraseKey): number {
  const at = FIRST.indexOf(id);
  return at < 0 ? FIRST.length : at;
}
