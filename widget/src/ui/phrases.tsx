/** What one says most often, as keys: each reader sees it in their own language. */
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { RoomState } from "../core/state";
import type { Texts } from "../core/wire";
import { may } from "./actions";
import { useShared } from "./context";
import { inLang } from "./words";

export interface Phrase {
  readonly id: string;
  readonly roles?: readonly string[];
  readonly stages?: readonly string[];
  readonly texts: Texts;
  readonly params?: readonly string[];
}

const FEW = 4;

/** Where the order stands: its latest activity. */
export function stageOf(state: RoomState): string {
  for (let i = state.items.length - 1; i >= 0; i -= 1) {
    const item = state.items[i];
    if (item?.kind === "activity") return item.body.type;
  }
  return "placed";
}

/** Those for this stage first, then those for any; what needs parameters needs more than a key. */
export function phrasesFor(all: readonly Phrase[], stage: string): Phrase[] {
  const ready = all.filter((phrase) => (phrase.params ?? []).length === 0);
  const fits = (phrase: Phrase): boolean => (phrase.stages ?? []).includes(stage);
  const any = (phrase: Phrase): boolean => (phrase.stages ?? []).length === 0;
  return [...ready.filter(fits), ...ready.filter((phrase) => !fits(phrase) && any(phrase))];
}

/** The keys for this party now; staff write their own words. */
export function usePhrases(): readonly Phrase[] {
  const { room, view } = useShared();
  const all = useCatalogue();
  return view !== "agent" && may(room, "send") ? phrasesFor(all, stageOf(room.state.value)) : [];
}

function useCatalogue(): readonly Phrase[] {
  const { client, room } = useShared();
  const list = useSignal<readonly Phrase[]>([]);
  const role = room.state.value.you?.role;
  useEffect(() => {
    if (!role) return;
    client
      .http<{ phrases: Phrase[] }>(`/v1/phrases?role=${role}`)
      .then((answer) => {
        list.value = answer.phrases;
      })
      .catch(() => undefined);
  }, [role]);
  return list.value;
}

export function Phrases({ all, open }: { all: readonly Phrase[]; open: boolean }): JSX.Element | null {
  const { room, words, view } = useShared();
  if (all.length === 0) return null;
  const large = view === "driver";
  return (
    <div class={`phrases ${large ? "large" : ""}`} role="group" aria-label={words.t("quick_phrases")}>
      {(large && !open ? all.slice(0, FEW) : all).map((phrase) => (
        <button type="button" key={phrase.id} class="phrase" onClick={() => room.phrase(phrase.id)}>
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
  all: readonly Phrase[];
  open: Signal<boolean>;
}): JSX.Element | null {
  const { words, view } = useShared();
  if (view !== "driver" || all.length <= FEW) return null;
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
