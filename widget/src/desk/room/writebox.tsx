/** The box itself: Enter sends, `/` names a canned response, `@` a colleague. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useDraft } from "../../ui/actions";
import { useShared } from "../../ui/context";
import { sends } from "../../ui/keys";
import { type Choosing, useChoosing } from "./choosing";
import { useCase } from "./place";
import { Suggest } from "./suggest";
import type { Writing } from "./writing";

const LIST = "deskroom-suggest";

export function WriteBox({ writing, label }: { writing: Writing; label: string }): JSX.Element {
  const choosing = useChoosing(writing);
  const { naming, all, at } = choosing;
  const { box, text } = writing;
  const onKey = useKeyDown(writing, choosing);
  useEffect(() => choosing.look(), [text.value]);
  return (
    <>
      <Choices {...choosing} />
      <textarea
        ref={box}
        rows={1}
        dir="auto"
        value={text.value}
        aria-label={label}
        placeholder={label}
        aria-autocomplete="list"
        aria-controls={naming && all.length > 0 ? LIST : undefined}
        aria-activedescendant={naming && all.length > 0 ? `${LIST}-${at}` : undefined}
        onInput={(input: { currentTarget: HTMLTextAreaElement }) => writing.put(input.currentTarget.value)}
        onClick={choosing.look}
        onKeyDown={onKey}
      />
    </>
  );
}

function Choices({ naming, all, at, pick }: Choosing): JSX.Element | null {
  const { words } = useCase().office;
  if (!naming) return null;
  const people = naming.mark === "@";
  if (people && all.length === 0) return null;
  return (
    <Suggest
      id={LIST}
      label={words.t(people ? "deskroom_colleagues" : "deskroom_canned")}
      all={all}
      at={at}
      none={words.t("deskroom_no_canned")}
      pick={pick}
    />
  );
}

function useKeyDown({ box, text, send }: Writing, choosing: Choosing): (press: KeyboardEvent) => void {
  const { asked } = useShared();
  const draft = useDraft();
  /** What the key does, if it means anything here; what is `null` goes on as usual. */
  const meant = (press: KeyboardEvent): (() => void) | null => {
    if (sends(press)) return send;
    if (press.isComposing || draft.peek()) return null;
    if (press.key === "ArrowUp" && !text.peek())
      return () => {
        asked.value = { what: "last", from: box.current };
      };
    // Back to where the keys of the room are heard.
    return press.key === "Escape" ? () => box.current?.blur() : null;
  };
  return (press) => {
    const act = choosing.takes(press) ? () => press.stopPropagation() : meant(press);
    if (!act) return;
    press.preventDefault();
    act();
  };
}
