/** Lines of what seldom happens: a role or the room was changed, help was called, a room has another agent. */
import type { JSX } from "preact";
import type { Room } from "../../client";
import { personOf, roleWord, type SeldomLine, useShared } from "../context";
import { LineOf } from "../lines";
import type { Words } from "../words";

export function Line({ item }: { item: SeldomLine }): JSX.Element | null {
  const { room, words } = useShared();
  return <LineOf item={item} role={roleIn(item, room, words)} text={lineText(item, room, words)} />;
}

function roleIn(item: SeldomLine, room: Room, words: Words): string | null {
  if (item.kind === "role") return item.body.role;
  if (item.kind === "join" || item.kind === "leave") return "agent";
  return item.kind === "help" ? personOf(room, item.by, item.author, words).role : null;
}

function lineText(item: SeldomLine, room: Room, words: Words): string {
  if (item.kind === "role")
    return words.t("line_role", { name: item.body.name, role: roleWord(words, item.body.role) });
  if (item.kind === "join") return words.t("line_takes_over", { name: item.body.name });
  if (item.kind === "leave") return words.t("line_takes_over", { name: successor(item.body, room) });
  return item.kind === "room" ? roomText(item.body, words) : helpText(item, room, words);
}

function successor(gone: Extract<SeldomLine, { kind: "leave" }>["body"], room: Room): string {
  const user = gone.successor ?? "";
  return room.state.value.people.get(user)?.name ?? user;
}

function roomText(patch: Extract<SeldomLine, { kind: "room" }>["body"], words: Words): string {
  if (patch.locked === true) return words.t("line_locked");
  if (patch.locked === false) return words.t("line_unlocked");
  if (patch.status !== undefined)
    return words.t(patch.status === "resolved" ? "line_resolved" : "line_reopened");
  return patch.subject === undefined ? "" : words.t("line_subject", { subject: patch.subject });
}

function helpText(item: Extract<SeldomLine, { kind: "help" }>, room: Room, words: Words): string {
  const { name } = personOf(room, item.by, item.author, words);
  const { state, reason } = item.body;
  if (state === "withdrawn") return words.t("line_help_withdrawn", { name });
  if (state === "dismissed")
    return item.body.text
      ? words.t("line_help_dismissed_why", { name, why: item.body.text })
      : words.t("line_help_dismissed", { name });
  if (!reason) return words.t("line_help_raised", { name });
  return words.t("line_help_raised_why", { name, reason: words.maybe(`reason_${reason}`, reason) });
}
