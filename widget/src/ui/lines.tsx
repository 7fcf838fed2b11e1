/** What happened, in one quiet line each: people came and went, the order moved on, help was called. */
import type { JSX } from "preact";
import type { Room } from "../client";
import { personOf, roleWord, type SeldomLine, useShared } from "./context";
import type { LineItem } from "./rows";
import { Seldom } from "./seldom";
import { RoleShape } from "./shapes";
import { activityText, type Words } from "./words";

const MOST_NAMES = 5;

export function Line({ items }: { items: readonly LineItem[] }): JSX.Element | null {
  const { room, words } = useShared();
  const item = items[0];
  if (!item) return null;
  if (isSeldom(item)) return <Seldom of="Line" parts={{ item }} />;
  const one = items.length === 1;
  return (
    <LineOf
      item={item}
      role={one ? roleIn(item, room, words) : null}
      text={one ? lineText(item, room, words) : arrivals(items, words)}
      many={!one}
    />
  );
}

interface LineParts {
  item: LineItem;
  role: string | null;
  text: string;
  many?: boolean;
}

export function LineOf({ item, role, text, many = false }: LineParts): JSX.Element | null {
  const { words } = useShared();
  if (!text) return null;
  return (
    <div class={`line line-${item.kind}`}>
      {role && <RoleShape role={role} />}
      <span dir="auto">{text}</span>
      {item.seq > 1 && !many && <time dateTime={item.at}>{words.time(item.at)}</time>}
    </div>
  );
}

function isSeldom(item: LineItem): item is SeldomLine {
  if (item.kind === "leave") return item.body.successor !== undefined;
  return item.kind === "role" || item.kind === "room" || item.kind === "help" || "takes_over" in item.body;
}

function arrivals(items: readonly LineItem[], words: Words): string {
  const names = items.flatMap((item) => (item.kind === "join" ? [item.body.name] : []));
  const more = names.length - MOST_NAMES;
  if (more <= 1) return words.t("line_here", { names: words.list(names) });
  return words.t("line_here_many", { names: names.slice(0, MOST_NAMES).join(", "), n: more });
}

type UsualLine = Exclude<LineItem, { kind: "role" | "room" | "help" }>;

function roleIn(item: UsualLine, room: Room, words: Words): string | null {
  if (item.kind === "join") return item.body.role;
  return item.kind === "leave" ? personOf(room, item.body.user, undefined, words).role : null;
}

function lineText(item: UsualLine, room: Room, words: Words): string {
  if (item.kind === "join") return joinText(item.body, room, words);
  if (item.kind === "activity") return activityText(item.body, words);
  const { name } = personOf(room, item.body.user, undefined, words);
  return words.t(item.body.reason === "removed" ? "line_removed" : "line_left", { name });
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
