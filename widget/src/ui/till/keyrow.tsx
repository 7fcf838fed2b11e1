/** The keys under a card: each answers at once, in every reader's language. */
import type { JSX } from "preact";
import type { Message } from "../../core/state";
import { may } from "../actions";
import { useServerNow } from "../clock";
import { useShared } from "../context";
import { type Phrase, type PhraseKey, stageOf } from "../phrases";
import { inLang, type Words } from "../words";
import { addedBy, tillKeys } from "./keys";
import { roleOf } from "./standing";

const THUMB = "👍";

export interface KeysParts {
  readonly phrases: readonly Phrase[];
  readonly last: Message | undefined;
  readonly waits: boolean;
}

export function Keys({ phrases, last, waits }: KeysParts): JSX.Element | null {
  const { room, client, words } = useShared();
  const { busy } = client.greeted.value;
  const added = addedBy(busy, useServerNow(busy !== null));
  const state = room.state.value;
  if (!may(room, "send")) return null;
  const thumb =
    waits &&
    last?.by &&
    !isRequest(last) &&
    last.by !== client.me.value?.id &&
    roleOf(last, state) !== "merchant";
  return (
    <div class="keys" role="group" aria-label={words.t("quick_phrases")}>
      {tillKeys(phrases, stageOf(state), added).map((key) => (
        <button
          type="button"
          key={key.id}
          class="till-key"
          title={inLang(key.texts, words.lang)}
          onClick={() => room.phrase(key.id, key.params, key.texts)}
        >
          {shortText(key, words)}
        </button>
      ))}
      {thumb && (
        <button type="button" class="till-key till-thumb" onClick={() => room.react(last.seq, THUMB, true)}>
          <span aria-hidden="true">{THUMB}</span>
          <span class="sr-only">{words.t("till_thumb")}</span>
        </button>
      )}
    </div>
  );
}

/** It has answers of its own. */
function isRequest({ body }: Message): boolean {
  return "type" in body && body.type === "request";
}

/** A key is short: "+10 min". What it says is longer. */
function shortText({ id, params, texts }: PhraseKey, words: Words): string {
  const [, name = ""] = id.match(/^merchant\.(\w+)$/) ?? [];
  const whole = inLang(texts, words.lang) ?? id;
  const short = words.maybe(`till_key_${name}`, whole);
  return short.replace("{minutes}", String(params?.minutes ?? ""));
}
