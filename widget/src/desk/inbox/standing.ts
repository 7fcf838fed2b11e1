/** Why a room stands where it stands in the list: who needs me now, and since when. Pure. */
import type { Row } from "./row";

export const WHYS = [
  "offer",
  "help",
  "waiting",
  "due",
  "mention",
  "back",
  "typing",
  "unread",
  "unseen",
  "rest",
  "snoozed",
] as const;
export type Why = (typeof WHYS)[number];

export interface Standing {
  readonly why: Why;
  /** Place of the reason among reasons. */
  readonly tier: number;
  /** Among those of one reason: the smaller stands above. */
  readonly key: number;
}

/** So long somebody who came back is news. */
const BACK_MS = 600_000;

const at = (time: string | null | undefined): number => (time ? Date.parse(time) || 0 : 0);
const standing = (why: Why, key: number): Standing => ({ why, tier: WHYS.indexOf(why), key });

export const isOffered = ({ held }: Row, me: string): boolean =>
  held.state === "offered" && held.agent === me;

/** Who is typing that is no staff; the wire leaves staff out. */
export const typist = (row: Row): Row["people"][number] | undefined =>
  row.people.find(({ user }) => row.typing.includes(user));

/** What staff wait for themselves: it needs somebody again when its time comes, or on a reply. */
const sleeps = (row: Row, now: number): boolean => row.hold === "snoozed" && now < at(row.wake_at);

function calls(row: Row): Standing | null {
  if (!row.waiting || row.status === "resolved") return null;
  return standing(row.waiting.reason === null ? "waiting" : "help", at(row.waiting.since));
}

function asks(row: Row, now: number): Standing | null {
  const said = at(row.last?.at);
  if (row.due_at && at(row.due_at) <= now) return standing("due", at(row.due_at));
  if (row.mentions > 0) return standing("mention", said);
  if (row.back && now - at(row.back) < BACK_MS) return standing("back", -at(row.back));
  if (row.typing.length > 0) return standing("typing", said);
  return row.unread > 0 ? standing("unread", said) : null;
}

/**
 * The first reason that holds: offered to me; help raised, the longest first; waiting, the longest first; a follow-up
 * that is due; a mention; somebody is back; somebody types; unread, the longest first; not read by the others; the rest
 * by their last word.
 */
export function standingOf(row: Row, me: string, now: number): Standing {
  if (isOffered(row, me)) return standing("offer", at(row.held.until));
  if (sleeps(row, now)) return standing("snoozed", at(row.wake_at));
  return calls(row) ?? asks(row, now) ?? quiet(row, me);
}

/** Nothing is asked of anybody; one's own word that was not read stands above the rest. */
function quiet(row: Row, me: string): Standing {
  const mine = row.held.agent === me || row.part;
  const said = at(row.last?.at);
  if (mine && row.status === "open" && row.unseen.length > 0) return standing("unseen", said);
  return standing("rest", -said);
}

/** May its place change though nothing is told of it? */
export const isTimed = ({ due_at, back, wake_at }: Row): boolean => Boolean(due_at || back || wake_at);
