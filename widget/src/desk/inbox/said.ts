/** A row in words: who it is about, why it stands there, what was said last. Pure. */
import { spanText } from "../../ui/span";
import { inLang, type Words } from "../../ui/words";
import type { Party, Row } from "./row";
import { typist, type Why } from "./standing";

const MINUTE_MS = 60_000;
const MOST_ROLES = 2;

/** Whom a row is about: the customer, else whoever came first. */
export const facing = ({ people }: Row): Party | undefined =>
  people.find(({ role }) => role === "customer") ?? people[0];

export function titleOf(row: Row, words: Words): string {
  return facing(row)?.name || row.subject || words.t("somebody");
}

/** How long ago, as it stands in a row: never "0 min". */
export function since(at: string, now: number, words: Words): string {
  const ms = now - Date.parse(at);
  return ms < MINUTE_MS ? words.t("inbox_moment") : spanText(ms, words);
}

function typing(row: Row, words: Words): string {
  const who = typist(row);
  return words.t("inbox_why_typing", { who: who ? roleOf(who.role, words) : words.t("somebody") });
}

function unseen(row: Row, words: Words): string {
  const roles = [...new Set(row.unseen.map(({ role }) => roleOf(role, words)))];
  return words.t("inbox_why_unseen", { who: words.list(roles.slice(0, MOST_ROLES)) });
}

const roleOf = (role: string, words: Words): string => words.maybe(`role_${role}`, role);

function called({ waiting }: Row, now: number, words: Words): string {
  if (!waiting) return "";
  const span = since(waiting.since, now, words);
  if (waiting.reason === null) return words.t("inbox_why_waiting", { span });
  return words.t("inbox_why_help", { reason: words.maybe(`reason_${waiting.reason}`, waiting.reason), span });
}

const SAYS: Readonly<Record<Why, (row: Row, now: number, words: Words) => string>> = {
  offer: (_row, _now, words) => words.t("inbox_why_offer"),
  help: called,
  waiting: called,
  due: (_row, _now, words) => words.t("inbox_why_due"),
  mention: (_row, _now, words) => words.t("inbox_why_mention"),
  back: (_row, _now, words) => words.t("inbox_why_back"),
  typing: (row, _now, words) => typing(row, words),
  unread: (row, _now, words) => words.n("inbox_why_unread", row.unread),
  unseen: (row, _now, words) => unseen(row, words),
  rest: () => "",
  snoozed: (row, _now, words) =>
    row.wake_at ? words.t("inbox_why_snoozed", { time: words.time(row.wake_at) }) : "",
};

export const whyText = (row: Row, why: Why, now: number, words: Words): string => SAYS[why](row, now, words);

/** "Ken: I am at the gate". */
export function lastText({ last }: Row, words: Words): string {
  if (!last) return words.t("inbox_nothing_said");
  const text = typeof last.text === "string" ? last.text : (inLang(last.text, words.lang) ?? "");
  return words.t("inbox_last", { name: last.name ?? words.t("host"), text });
}

/** 19:32 today, else the day. */
export function whenText(at: string, now: number, words: Words): string {
  const day = (time: string | number): string => new Date(time).toDateString();
  return day(at) === day(now) ? words.time(at) : words.day(at, now);
}

/** Who of staff is at it: whoever writes there, else whoever has it. */
export function atIt({ held, watchers }: Row, me: string, words: Words): string {
  const writes = watchers.find(({ user, writing }) => writing && user !== me);
  if (writes) return words.t("inbox_writes", { name: writes.name });
  if (held.agent === null) return held.team ?? "";
  return held.agent === me ? words.t("you") : (held.name ?? "");
}
