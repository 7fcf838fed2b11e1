/** Who has my message and who has read it: one mark a person, and the list behind them. */
import type { JSX } from "preact";
import { type Pip, type SeenBy, seenBy } from "../core/cursors";
import { roleWord, useShared } from "./context";
import { Seldom } from "./seldom";
import { PipShape } from "./shapes";
import type { Words } from "./words";

const MOST_PIPS = 8;

/** "Seen by 2 of 3 — not yet: driver" – in words, for the label and for those who do not see shapes. */
export function seenText(sum: SeenBy, words: Words): string {
  if (sum.audience === 0) return words.t("mark_sent");
  const numbers = { read: sum.read, all: sum.audience };
  if (sum.read === sum.audience) return words.t("seen_all");
  if (!sum.notYet.length || sum.notYet.length > MOST_PIPS) return words.t("seen_by", numbers);
  const names = words.list(sum.notYet.map((who) => roleWord(words, who.role)));
  return words.t("seen_not_yet", { ...numbers, names });
}

export function Pips({ seq, by }: { seq: number; by: string }): JSX.Element | null {
  const { room, words, asked } = useShared();
  const { counts } = room.state.value;
  const count = counts.get(seq);
  // In a crowd most are not among the participants, and only the last messages are counted.
  const pips = counts.size ? [] : room.pips({ seq, by });
  if (!count && !pips.length) return <span class="meta-word">{words.t("mark_sent")}</span>;
  const sum = seenBy(pips);
  // Whoever speaks to the page says what stands there.
  const counted = count ?? (pips.length > MOST_PIPS ? { read: sum.read, of: sum.audience } : null);
  const said = counted
    ? words.t("seen_count", { read: counted.read, all: counted.of })
    : seenText(sum, words);
  return (
    <span class="pips">
      <button
        type="button"
        class="pop-button"
        aria-haspopup="dialog"
        aria-label={`${said}. ${words.t("seen_open")}`}
        onClick={(press) => (asked.value = { what: "seen", seq, by, from: press.currentTarget })}
      >
        {counted ? <Seldom of="Tally" parts={counted} /> : <Marks pips={pips} />}
      </button>
    </span>
  );
}

function Marks({ pips }: { pips: readonly Pip[] }): JSX.Element {
  return (
    <>
      {pips.map(({ who, mark }) => (
        <PipShape key={who.user} role={who.role} mark={mark} />
      ))}
    </>
  );
}
