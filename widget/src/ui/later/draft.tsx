/** Above where one writes: what is answered, or changed. */
import type { JSX } from "preact";
import type { Draft } from "../actions";
import { personOf, useShared } from "../context";
import { CloseButton } from "../icons";
import { bodyText } from "../words";

export function DraftBar({ draft, cancel }: { draft: Draft; cancel: () => void }): JSX.Element {
  const { words } = useShared();
  const { name } = personOf(draft.room, draft.item.by, draft.item.author, words);
  const reply = draft.what === "reply";
  return (
    <div class="draft-bar">
      <span class="draft-what">{reply ? words.t("replying_to", { name }) : words.t("editing")}</span>
      <span class="draft-text" dir="auto">
        {bodyText(draft.item.body, words)}
      </span>
      <CloseButton label={words.t(reply ? "cancel_reply" : "cancel_edit")} act={cancel} />
    </div>
  );
}
