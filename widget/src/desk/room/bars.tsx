/** What stands above the conversation, or above where one writes, while it holds: a handover, a refusal, who else is here. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useNow } from "../../ui/clock";
import { RoleShape } from "../../ui/shapes";
import type { Words } from "../../ui/words";
import { focusOn } from "../focus";
import { ActButton } from "./actbar";
import { deedsOf } from "./acts";
import type { Case } from "./case";
import type { Deed } from "./deed";
import { secondsLeft } from "./moments";
import { useCase } from "./place";
import { actsOf } from "./tended";
import { whyText } from "./why";

const TICK_MS = 5_000;

/** A room that one is asked to take: by whom, with which words, and for how long. */
export function OfferBar({ words }: { words: Words }): JSX.Element | null {
  const held = useCase();
  const deeds = useMemo(() => deedsOf(held, words), [held]);
  if (held.standing.value !== "asked") return null;
  const named = (name: string): Deed => deeds.find((one) => one.name === name) as Deed;
  return (
    <section class="offer-bar" aria-label={words.t("deskroom_asked")}>
      <div class="offer-words">
        <p role="status">{offerText(held, words)}</p>
        <Note held={held} />
        <Left held={held} words={words} />
      </div>
      <ActButton deed={named("accept")} strong={true} />
      <ActButton deed={named("decline")} />
    </section>
  );
}

function offerText(held: Case, words: Words): string {
  const { sender = null, team = null } = held.tended.value ?? {};
  const name = held.nameOf(sender);
  if (!sender) return words.t("deskroom_offer");
  return team ? words.t("deskroom_offer_team", { name, team }) : words.t("deskroom_offer_from", { name });
}

/** What the sender said with it. */
function Note({ held }: { held: Case }): JSX.Element | null {
  const { sender = null } = held.tended.value ?? {};
  const items = held.lane.value?.state.value.items ?? [];
  const last = actsOf(items).findLast(({ body }) => body.act === "handed");
  if (!sender || !last?.body.note) return null;
  return (
    <blockquote class="offer-note" dir="auto">
      {last.body.note}
    </blockquote>
  );
}

function Left({ held, words }: { held: Case; words: Words }): JSX.Element {
  const now = useNow(true, TICK_MS) + held.office.client.greeted.value.aheadMs;
  const { until = null, sender = null } = held.tended.value ?? {};
  const n = secondsLeft(until, now);
  const name = held.nameOf(sender);
  const then = sender ? words.t("deskroom_then_back", { name }) : words.t("deskroom_then_next");
  return (
    <p class="muted">
      {n > 0 ? words.t("deskroom_left", { n }) : words.t("deskroom_left_none")} {then}
    </p>
  );
}

export function Refused({ words }: { words: Words }): JSX.Element | null {
  const held = useCase();
  if (held.refused.value === null || held.question.value) return null;
  const seen = (): void => {
    held.refused.value = null;
    focusOn(".col-room");
  };
  return (
    <div class="refused-bar" role="alert">
      <span>{whyText(held)}</span>
      <button type="button" class="link" onClick={seen}>
        {words.t("understood")}
      </button>
    </div>
  );
}

/** Colleagues who look at this room too, and those who write there: two answers at once help nobody. */
export function Collision({ words }: { words: Words }): JSX.Element {
  const held = useCase();
  const all = held.watchers.value;
  const named = (writing: boolean): string =>
    words.list(
      all.filter((one) => one.writing === writing).map(({ user, name }) => held.office.nameOf(user, name)),
    );
  const [writing, watching] = [named(true), named(false)];
  return (
    <div class="collision" role="status">
      {all.length > 0 && <RoleShape role="agent" />}
      {writing && (
        <span class="collision-writing" dir="auto">
          {words.t("deskroom_writes", { names: writing })}
        </span>
      )}
      {watching && <span dir="auto">{words.t("deskroom_watches", { names: watching })}</span>}
    </div>
  );
}

/** Where one would write to everybody, while nobody knows that one is here. */
export function JoinBar({ words }: { words: Words }): JSX.Element {
  const held = useCase();
  const deeds = useMemo(() => deedsOf(held, words), [held]);
  const join = deeds.find(({ name }) => name === "join") as Deed;
  // Nothing is promised before the server has said whether the others are told.
  const told = held.tended.value?.watching_told;
  return (
    <div class="join-bar">
      <p>{told !== undefined && words.t(told ? "deskroom_observe_told" : "deskroom_observe")}</p>
      <ActButton deed={join} strong={true} />
    </div>
  );
}
