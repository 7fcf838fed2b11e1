/** What one says most often, as keys: each reader sees it in their own language. */
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Client } from "../client";
import { presentOf, type RoomState } from "../core/state";
import type { Texts, Values } from "../core/wire";
import { addressOf } from "../net/address";
import { may } from "./actions";
import { useShared } from "./context";
import { fill, inLang } from "./words";

export interface Phrase {
  readonly id: string;
  readonly roles?: readonly string[];
  readonly stages?: readonly string[];
  readonly texts: Texts;
  readonly params?: readonly string[];
}

/** One key: a phrase with whatever it needs already in it. */
export interface PhraseKey {
  readonly key: string;
  readonly id: string;
  readonly texts: Texts;
  readonly params?: Values;
}

const FEW = 4;
/** A phrase about minutes becomes keys of its own: the first among the others, the rest after them. */
export const MINUTES: readonly number[] = [10, 5, 20];
const STAGES: readonly string[] = ["placed", "assigned", "picked_up", "delivered"];

/** Where the order stands: its latest step; before any, whether a driver is here. */
export function stageOf(state: RoomState): string {
  if (state.stage && STAGES.includes(state.stage)) return state.stage;
  for (let i = state.items.length - 1; i >= 0; i -= 1) {
    const item = state.items[i];
    if (item?.kind === "activity" && STAGES.includes(item.body.type)) return item.body.type;
  }
  return presentOf(state).some((who) => who.role === "driver") ? "assigned" : "placed";
}

/** Those for this stage first, then those for any; a busy shop adds minutes to what it promises. */
export function phrasesFor(all: readonly Phrase[], stage: string, minutes = MINUTES): PhraseKey[] {
  const ready = all.filter(({ params = [] }) => params.every((name) => name === "minutes"));
  const fits = ready.filter((phrase) => (phrase.stages ?? []).includes(stage));
  const any = ready.filter((phrase) => (phrase.stages ?? []).length === 0);
  const keys = (phrase: Phrase): PhraseKey[] => keysOf(phrase, minutes);
  const first = fits.map((phrase) => keys(phrase)[0]);
  const rest = fits.flatMap((phrase) => keys(phrase).slice(1));
  return [...first, ...any.flatMap(keys), ...rest].filter((key) => key !== undefined);
}

function keysOf({ id, texts, params = [] }: Phrase, some: readonly number[]): PhraseKey[] {
  if (params.length === 0) return [{ key: id, id, texts }];
  return some.map((minutes) => {
    const said = Object.entries(texts).map(([lang, text]) => [lang, fill(text, { minutes })]);
    return { key: `${id} ${minutes}`, id, params: { minutes }, texts: Object.fromEntries(said) as Texts };
  });
}

/** The keys for this party now; staff write their own words. */
export function usePhrases(): readonly PhraseKey[] {
  const { client, room, view } = useShared();
  const all = useCatalogue(client, room.state.value.you?.role);
  const minutes = CUSTOMERS_ONLY || view !== "merchant" ? MINUTES : promised(client);
  return view !== "agent" && may(room, "send") ? phrasesFor(all, stageOf(room.state.value), minutes) : [];
}

/** With what a busy shop adds. */
function promised(client: Client): readonly number[] {
  const { busy } = client.greeted.value;
  return MINUTES.map((minutes) => minutes + (busy?.minutes ?? 0));
}

export function useCatalogue(client: Client, role: string | undefined): readonly Phrase[] {
  const list = useSignal<readonly Phrase[]>([]);
  useEffect(() => {
    if (!role) return;
    fetch(addressOf(client.url, `/v1/phrases?role=${role}`))
      .then((answer) => answer.json())
      .then((told: { phrases?: Phrase[] }) => {
        list.value = told.phrases ?? [];
      })
      .catch(() => undefined);
  }, [role]);
  return list.value;
}

export function Phrases({ all, open }: { all: readonly PhraseKey[]; open: boolean }): JSX.Element | null {
  const { room, words, view } = useShared();
  if (all.length === 0) return null;
  const large = !CUSTOMERS_ONLY && view === "driver";
  return (
    <div class={`phrases ${large ? "large" : ""}`} role="group" aria-label={words.t("quick_phrases")}>
      {(large && !open ? all.slice(0, FEW) : all).map((phrase) => (
        <button
          type="button"
          key={phrase.key}
          dir="auto"
          class="phrase"
          onClick={() => room.phrase(phrase.id, phrase.params, phrase.texts)}
        >
          {inLang(phrase.texts, words.lang) ?? phrase.id}
        </button>
      ))}
    </div>
  );
}

/** Shows the rest of the keys; stands in the line above them, where it costs no height. */
export function MorePhrases({
  all,
  open,
}: {
  all: readonly PhraseKey[];
  open: Signal<boolean>;
}): JSX.Element | null {
  const { words } = useShared();
  if (all.length <= FEW) return null;
  return (
    <button
      type="button"
      class="phrase-more"
      aria-expanded={open.value}
      onClick={() => (open.value = !open.value)}
    >
      {words.t(open.value ? "fewer_phrases" : "more_phrases")}
    </button>
  );
}
