/** What one says most often, as keys: each reader sees it in their own language. */
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Client } from "../client";
import { presentOf, type RoomState } from "../core/state";
import type { Texts, Values, Widget } from "../core/wire";
import { addressOf } from "../net/address";
import { may } from "./actions";
import { useShared } from "./context";
import { dye } from "./dye";
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
const MINUTES = [10, 5, 20];
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

/** Those for this stage first, then those for any. */
export function phrasesFor(all: readonly Phrase[], stage: string): PhraseKey[] {
  const ready = all.filter(({ params = [] }) => params.every((name) => name === "minutes"));
  const fits = ready.filter((phrase) => (phrase.stages ?? []).includes(stage));
  const any = ready.filter((phrase) => (phrase.stages ?? []).length === 0);
  const first = fits.map((phrase) => keysOf(phrase)[0]);
  const rest = fits.flatMap((phrase) => keysOf(phrase).slice(1));
  return [...first, ...any.flatMap(keysOf), ...rest].filter((key) => key !== undefined);
}

function keysOf(phrase: Phrase): PhraseKey[] {
  const { id, texts, params = [] } = phrase;
  return params.length === 0 ? [{ key: id, id, texts }] : MINUTES.map((minutes) => keyOf(phrase, minutes));
}

function keyOf({ id, texts }: Phrase, minutes: number): PhraseKey {
  const said = Object.entries(texts).map(([lang, text]) => [lang, fill(text, { minutes })]);
  return { key: `${id} ${minutes}`, id, params: { minutes }, texts: Object.fromEntries(said) as Texts };
}

/** The same keys in a shop that adds minutes to whatever it promises. */
export function busier(keys: readonly PhraseKey[], all: readonly Phrase[], added: number): PhraseKey[] {
  return keys.map((key) => {
    const phrase = all.find(({ id }) => id === key.id);
    return key.params && phrase ? keyOf(phrase, Number(key.params.minutes) + added) : key;
  });
}

/** The keys for this party now; staff write their own words. */
export function usePhrases(): readonly PhraseKey[] {
  const { client, room, view } = useShared();
  const all = useCatalogue(client, room.state.value.you?.role);
  const keys = view !== "agent" && may(room, "send") ? phrasesFor(all, stageOf(room.state.value)) : [];
  if (CUSTOMERS_ONLY || view !== "merchant") return keys;
  return busier(keys, all, client.greeted.value.busy?.minutes ?? 0);
}

export function useCatalogue(client: Client, role: string | undefined): readonly Phrase[] {
  const list = useSignal<readonly Phrase[]>([]);
  useEffect(() => {
    if (!role) return;
    fetch(addressOf(client.url, `/v1/phrases?role=${role}`))
      .then((answer) => answer.json())
      .then((told: { phrases?: Phrase[]; colours?: Widget["colours"] }) => {
        list.value = told.phrases ?? [];
        if (CUSTOMERS_ONLY) dye(told.colours);
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
