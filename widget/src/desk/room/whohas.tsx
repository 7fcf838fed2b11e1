/** Whose the room is, since when, what can be done about it, and who had it before. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useNow } from "../../ui/clock";
import { RoleShape } from "../../ui/shapes";
import { since as spanSince } from "../inbox/said";
import { ActButton, whoseText } from "./actbar";
import { deedsOf } from "./acts";
import type { Case } from "./case";
import type { Deed } from "./deed";
import { deskLine } from "./desklines";
import type { ActName } from "./keys";
import { useCase } from "./place";
import { actsOf } from "./tended";

const HERE: readonly ActName[] = ["take", "accept", "decline", "hand", "release"];
/** What moves a room from one to another; what is noted of it does not. */
const MOVES: ReadonlySet<string> = new Set([
  ...["offered", "accepted", "declined", "lapsed", "assigned", "released", "handed"],
]);
const MOST = 20;

export function WhoHasIt(): JSX.Element {
  const held = useCase();
  const { words } = held.office;
  const deeds = useMemo(() => deedsOf(held, words), [held]);
  const can = deeds.filter(({ name, when }) => HERE.includes(name) && when());
  const { since = null, agent = null } = held.tended.value ?? {};
  const now = useNow(true) + held.office.client.greeted.value.aheadMs;
  return (
    <section class="side-part">
      <h2>{words.t("deskroom_whose")}</h2>
      <p class="who-has">
        {agent !== null && <RoleShape role="agent" />}
        <span>
          {whoseText(held, words)}
          {since && <span class="muted"> · {spanSince(since, now, words)}</span>}
        </span>
      </p>
      <div class="acts">
        {can.map((deed: Deed) => (
          <ActButton key={deed.label} deed={deed} />
        ))}
      </div>
      <History held={held} />
    </section>
  );
}

function History({ held }: { held: Case }): JSX.Element | null {
  const { words } = held.office;
  const moves = actsOf(held.lane.value?.state.value.items ?? []).filter(({ body }) => MOVES.has(body.act));
  if (moves.length === 0) return null;
  const told = { words, now: Date.now(), nameOf: (user: string | null | undefined) => held.nameOf(user) };
  return (
    <details class="history">
      <summary>{words.t("deskroom_history")}</summary>
      <ol>
        {moves
          .slice(-MOST)
          .reverse()
          .map((entry) => (
            <li key={entry.seq}>
              {deskLine(entry, told)} <time class="muted">{words.time(entry.at)}</time>
            </li>
          ))}
      </ol>
    </details>
  );
}
