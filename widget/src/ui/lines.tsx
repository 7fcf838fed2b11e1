/** What happened, in one quiet line each: people came and went, the order moved on, help was called. */
import type { JSX } from "preact";
import type { Room } from "../client";
import { personOf, roleWord, useShared } from "./context";
import type { LineItem } from "./rows";
import { RoleShape } from "./shapes";
import { activityText, type Words } from "./words";

const MOST_NAMES = 5;

export function Line({ items }: { items: readonly LineItem[] }): JSX.Element | null {
  const { room, words } = useShared();
  const item = items[0];
  if (!item) return null;
  const text = items.length > 1 ? arrivals(items, words) : lineText(item, room, words);
  if (!text) return null;
  const role = roleIn(item, room, words);
  return (
    <div class={`line line-${item.kind}`}>
      {role && items.length === 1 && <RoleShape role={role} />}
      <span dir="auto">{text}</span>
      {item.seq > 1 && items.length === 1 && <time dateTime={item.at}>{words.time(item.at)}</time>}
    </div>
  );
}

function arrivals(items: readonly LineItem[], words: Words): string {
  const names = items.flatMap((item) => (item.kind === "join" ? [item.body.name] : []));
  const more = names.length - MOST_NAMES;
  if (more <= 1) return words.t("line_here", { names: words.list(names) });
  return words.t("line_here_many", { names: names.slice(0, MOST_NAMES).join(", "), n: more });
}

function roleIn(item: LineItem, room: Room, words: Words): string | null {
  if (item.kind === "join" || item.kind === "role") return item.body.role;
  if (item.kind === "leave") return personOf(room, item.body.user, undefined, words).role;
  return item.kind === "help" ? personOf(room, item.by, item.author, words).role : null;
}

export function lineText(item: LineItem, room: Room, words: Words): string {
  switch (item.kind) {
    case "join":
      return joinText(item.body, room, words);
    case "leave": {
      const { name } = personOf(room, item.body.user, undefined, words);
      return words.t(item.body.reason === "removed" ? "line_removed" : "line_left", { name });
    }
    case "role":
      return words.t("line_role", { name: item.body.name, role: roleWord(words, item.body.role) });
    case "room":
      return roomText(item.body, words);
    case "activity":
      return activityText(item.body, words);
    case "help":
      return helpText(item, room, words);
  }
}

function joinText(body: Extract<LineItem, { kind: "join" }>["body"], room: Room, words: Words): string {
  const { name } = body;
  const role = roleWord(words, body.role);
  const { you, people } = room.state.value;
  if (body.replaces && you?.role === "customer") return words.t("line_replaced", { name, role });
  // Who takes over may not know from whom: that was before their window.
  const old = people.get(body.replaces ?? "")?.name;
  return old ? words.t("line_replaced_other", { name, old, role }) : words.t("line_joined", { name, role });
}

function roomText(patch: Extract<LineItem, { kind: "room" }>["body"], words: Words): string {
  if (patch.locked === true) return words.t("line_locked");
  if (patch.locked === false) return words.t("line_unlocked");
  if (patch.status !== undefined)
    return words.t(patch.status === "resolved" ? "line_resolved" : "line_reopened");
  return patch.subject === undefined ? "" : words.t("line_subject", { subject: patch.subject });
}

function helpText(item: Extract<LineItem, { kind: "help" }>, room: Room, words: Words): string {
  const { name } = personOf(room, item.by, item.author, words);
  const { state, reason } = item.body;
  if (state === "withdrawn") return words.t("line_help_withdrawn", { name });
  if (state === "dismissed") return words.t("line_help_dismissed", { name });
  if (!reason) return words.t("line_help_raised", { name });
  return words.t("line_help_raised_why", { name, reason: words.maybe(`reason_${reason}`, reason) });
}
