/** One's rooms as lines of a list, newest first. Pure. */
import { presentOf, type RoomState } from "../core/state";
import type { RoomStatus, SaidBody, Summary, Texts } from "../core/wire";
import { bodyText, inLang, type Words } from "./words";

export interface RoomLine {
  readonly room: string;
  readonly subject: string;
  /** Who said the last word: a name, and the role whose shape stands beside it. */
  readonly name: string;
  readonly role: string;
  readonly text: string;
  readonly at: string;
  readonly unread: number;
  readonly status: RoomStatus | "locked";
}

/** What an open view of a room knows better than the list. */
export interface Known {
  readonly state: RoomState;
  readonly unread: number;
}

export function linesOf(
  rooms: readonly Summary[],
  known: ReadonlyMap<string, Known>,
  me: string,
  words: Words,
): RoomLine[] {
  const lines = rooms.map((summary) => lineOf(summary, known.get(summary.room), me, words));
  return lines.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
}

function lineOf(summary: Summary, known: Known | undefined, me: string, words: Words): RoomLine {
  const { room, unread } = summary;
  const { subject, status, locked } = known?.state.subject ? known.state : summary;
  return {
    room,
    subject: subject || othersOf(known?.state, me, words) || words.t("first_title"),
    at: summary.at,
    unread: known?.unread ?? unread,
    status: locked ? "locked" : status,
    ...lastOf(summary, me, words),
    ...(known && lastIn(known.state, me, words)),
  };
}

function lastOf({ last }: Summary, me: string, words: Words): Pick<RoomLine, "name" | "role" | "text"> {
  if (!last) return { name: "", role: "member", text: words.t("empty_title") };
  const text = typeof last.text === "string" ? last.text : (inLang(last.text as Texts, words.lang) ?? "");
  const name = last.by === me ? words.t("you") : (last.author?.name ?? words.t("somebody"));
  return { name, role: last.author?.role ?? "member", text: text || words.t("deleted") };
}

/** The last word of a room that is open, and when. */
function lastIn(state: RoomState, me: string, words: Words): Partial<RoomLine> {
  const last = state.items.findLast((item) => item.kind === "message");
  if (!last) return {};
  const who = state.people.get(last.by ?? "") ?? state.participants.get(last.by ?? "");
  return {
    name: last.by === me ? words.t("you") : (who?.name ?? last.author?.name ?? words.t("somebody")),
    role: who?.role ?? "member",
    text: bodyText(last.body as SaidBody, words) || words.t("deleted"),
    at: last.at,
  };
}

function othersOf(state: RoomState | undefined, me: string, words: Words): string {
  const others = state ? presentOf(state).filter((who) => who.user !== me) : [];
  return others.length > 0 ? words.list(others.map((who) => who.name)) : "";
}
