/** Above where one writes: what is answered, or changed. It says what becomes of the words. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { type Draft, useDraft } from "../actions";
import { type DraftParts, personOf, useShared } from "../context";
import { CloseButton } from "../icons";
import { bodyText } from "../words";

export function DraftBar({ text, box, aim }: DraftParts): JSX.Element | null {
  const { words } = useShared();
  const draft = useDraft();
  const { value: held } = draft;
  const cancel = (): void => {
    if (draft.peek()?.what === "edit") text.value = "";
    draft.value = null;
  };
  // Before the next key can come: what is typed from here on is the person's, and stays.
  useLayoutEffect(() => {
    if (!held) return;
    if (held.what === "edit") text.value = wordsOf(held) ?? text.peek();
    box.current?.focus();
    aim.value = (said) => carryOut(held, said);
    return () => {
      aim.value = null;
    };
  }, [held]);
  useEffect(() => onEscape(box.current?.closest(".composer"), cancel), []);
  if (!held) return null;
  const { name } = personOf(held.room, held.item.by, held.item.author, words);
  const reply = held.what === "reply";
  return (
    <div class="draft-bar">
      <span class="draft-what">{reply ? words.t("replying_to", { name }) : words.t("editing")}</span>
      <span class="draft-text" dir="auto">
        {bodyText(held.item.body, words)}
      </span>
      <CloseButton label={words.t(reply ? "cancel_reply" : "cancel_edit")} act={cancel} />
    </div>
  );
}

function wordsOf({ item: { body } }: Draft): string | null {
  return "type" in body && body.type === "text" ? body.text : null;
}

/** Replies or saves; answers null when nothing more fits the outbox. What is as it was is not saved. */
function carryOut(draft: Draft, said: string): string | null {
  // A reply belongs to the log of what it answers, whatever audience is chosen.
  if (draft.what === "reply") return draft.room.send(said, draft.item.seq);
  return wordsOf(draft) === said ? "" : draft.room.edit(draft.item.seq, said);
}

function onEscape(place: Element | null | undefined, cancel: () => void): () => void {
  const heard = (happened: Event): void => {
    const press = happened as KeyboardEvent;
    if (press.isComposing || press.key !== "Escape") return;
    press.preventDefault();
    cancel();
  };
  place?.addEventListener("keydown", heard);
  return () => place?.removeEventListener("keydown", heard);
}
