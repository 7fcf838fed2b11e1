/** How files come to the composer: by its button, pasted, or dropped anywhere on the room. What shows them is loaded then. */
import { type Signal, signal } from "@preact/signals-core";
import type { JSX } from "preact";
import type { Room } from "../client";
import { may } from "./actions";
import { type Shared, useShared } from "./context";
import { Icon } from "./icons";

type Given = Signal<readonly File[] | null>;

/** What was handed over and is not yet shown; one per room page, like the draft. */
const givenOf = new WeakMap<Room, Given>();

export function givenTo(room: Room): Given {
  const held = givenOf.get(room) ?? signal(null);
  givenOf.set(room, held);
  return held;
}

/** For `dragover`, `drop` and `paste` on a whole room: no page is left for a file that was dropped on it. */
export function offered({ room, shelf }: Shared, happened: DragEvent | ClipboardEvent): void {
  const from = (happened as DragEvent).dataTransfer ?? (happened as ClipboardEvent).clipboardData;
  const types = from?.types ?? [];
  // Words copied from an office program come with a picture of themselves: the words are meant.
  const words = types.includes("text/plain") && types.includes("text/html");
  if (!types.includes("Files") || words || !may(room, "send")) return;
  happened.preventDefault();
  shelf.need("files");
  const given = givenTo(room);
  if (happened.type !== "dragover") given.value = [...(given.peek() ?? []), ...(from?.files ?? [])];
}

export function AttachButton(): JSX.Element {
  const { room, words, shelf } = useShared();
  const ask = (): void => {
    shelf.need("files");
    givenTo(room).value = [];
  };
  return (
    <button type="button" class="icon-button attach" aria-label={words.t("attach")} onClick={ask}>
      <Icon name="clip" />
    </button>
  );
}
