/** Which rooms a view shows, and what narrows it. Pure. */
import type { Reader, Row } from "./row";

export const VIEWS = ["mine", "team", "unassigned", "all"] as const;
export type View = (typeof VIEWS)[number];
export const STATUSES = ["waiting", "answered", "pending", "snoozed", "resolved"] as const;
export const PRIORITIES = ["urgent", "high", "medium", "low"] as const;
export const KINDS = ["order", "support", "group", "announcement"] as const;

/** "" everywhere: no matter which. */
export interface Filters {
  readonly status: string;
  readonly kind: string;
  readonly priority: string;
  readonly label: string;
  readonly agent: string;
  readonly text: string;
}

export const NO_FILTERS: Filters = { status: "", kind: "", priority: "", label: "", agent: "", text: "" };

/** How many of them narrow the list; what is searched for stands in its field. */
export const narrowed = ({ text: _, ...filters }: Filters): number =>
  Object.values(filters).filter(Boolean).length;

/** Taken, asked for by name, or a room that one takes part in and nobody has. */
const isMine = ({ held, part, mentions }: Row, me: string): boolean =>
  held.agent === me || mentions > 0 || (part && held.agent === null);

function isTeams({ held, needs }: Row, teams: Reader["teams"]): boolean {
  if (held.team !== null) return teams.has(held.team);
  return needs.some((need) => need.startsWith("team:") && teams.has(need.slice(5)));
}

/** The views that show it, as bits in the order of `VIEWS`. */
export function viewsOf(row: Row, reader: Reader): number {
  const mine = isMine(row, reader.user);
  const free = row.held.agent === null && row.kind !== "announcement";
  return Number(mine) | (Number(isTeams(row, reader.teams)) << 1) | (Number(free) << 2) | 8;
}

export const isIn = (bits: number, view: View): boolean => (bits & (1 << VIEWS.indexOf(view))) !== 0;

export function statusOf(row: Row): (typeof STATUSES)[number] {
  if (row.status === "resolved") return "resolved";
  if (row.hold === "snoozed" || row.hold === "pending") return row.hold;
  return row.waiting ? "waiting" : "answered";
}

/** What a search looks through, in small letters. */
export function textOf({ room, subject, people, last, labels, held }: Row): string {
  const names = people.map(({ name }) => name);
  const said = typeof last?.text === "object" ? Object.values(last.text) : [last?.text];
  return [room, subject, ...names, ...said, ...labels, held.name].join("\n").toLowerCase();
}

/** `text` of the row is asked for only where one searches. What is resolved shows only where that is asked for. */
export function passes(row: Row, filters: Filters, text: () => string): boolean {
  const status = statusOf(row);
  if (filters.status ? status !== filters.status : status === "resolved") return false;
  const { kind, priority, held } = row;
  const said = [
    [filters.kind, kind],
    [filters.priority, priority],
    [filters.agent, held.agent],
  ];
  if (said.some(([wanted, is]) => wanted && wanted !== is)) return false;
  if (filters.label && !row.labels.includes(filters.label)) return false;
  return filters.text === "" || text().includes(filters.text.trim().toLowerCase());
}
