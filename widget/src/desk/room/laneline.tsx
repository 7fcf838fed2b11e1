/** What was done with the room, as a quiet line in the clothes of the staff lane. */
import type { JSX } from "preact";
import type { DeskEntry, HelpEntry } from "../../core/generated-entries";
import type { LineItem } from "../../ui/rows";
import { RoleShape } from "../../ui/shapes";
import type { Words } from "../../ui/words";
import type { Case } from "./case";
import { deskLine } from "./desklines";
import { useCase } from "./place";

export function LaneLine({ items }: { items: readonly LineItem[] }): JSX.Element | null {
  const held = useCase();
  const item = items[0] as DeskEntry | HelpEntry | undefined;
  const { words } = held.office;
  const text = item ? textOf(item, held, words) : "";
  if (!item || !text) return null;
  return (
    <div class="line line-desk">
      <RoleShape role="agent" />
      <span>{text}</span>
      <time dateTime={item.at}>{words.time(item.at)}</time>
      <span class="lane-tag">{words.t("only_staff")}</span>
    </div>
  );
}

function textOf(item: DeskEntry | HelpEntry, held: Case, words: Words): string {
  const nameOf = (user: string | null | undefined): string => held.nameOf(user);
  if (item.kind === "desk") return deskLine(item, { words, nameOf, now: Date.now() });
  return item.body.state === "raised" ? reported(item, words, nameOf) : "";
}

/** A report comes to staff alone: of whom, and in which words. */
function reported(
  { by, body }: HelpEntry,
  words: Words,
  nameOf: (user: string | undefined) => string,
): string {
  const name = nameOf(by ?? undefined);
  const told = body.user
    ? words.t("deskroom_reported_person", { name, who: nameOf(body.user) })
    : words.t("deskroom_reported", { name });
  return body.text ? words.t("deskroom_line_note", { text: told, note: body.text }) : told;
}
