/** How staff stand to a room: folded from what its staff lane tells. Pure. */
import type { DeskEntry } from "../../core/generated-entries";
import type { Item } from "../../core/state";

/** As the server answers it; times RFC 3339. What a server does not know yet is absent. */
export interface Tended {
  readonly agent: string | null;
  readonly state: "assigned" | "offered" | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly sender: string | null;
  readonly team: string | null;
  readonly back_at: string | null;
  readonly last: string | null;
  readonly priority: string | null;
  readonly labels: readonly string[];
  readonly needs: readonly string[];
  readonly hold: "pending" | "snoozed" | null;
  readonly wake_at: string | null;
  readonly due_at?: string | null;
  readonly spam?: boolean;
  /** Who takes part and may only read. */
  readonly silenced?: readonly string[];
  /** The others learn that staff look on. */
  readonly watching_told?: boolean;
}

export type Priority = "low" | "medium" | "high" | "urgent";
export const PRIORITIES: readonly Priority[] = ["low", "medium", "high", "urgent"];

const NOT_STATE: ReadonlySet<string> = new Set(["act", "note", "user"]);

/** The acts in a staff lane. They are no items of a room that others see, but stand in the same log. */
export function actsOf(items: readonly Item[]): DeskEntry[] {
  return (items as readonly (Item | DeskEntry)[]).filter((one): one is DeskEntry => one.kind === "desk");
}

/**
 * `held` was told when the lane stood at `from`, or later: an act that it knows already says again what is so, and
 * those that follow it put right what that has moved.
 */
export function tendedAfter(held: Tended, from: number, items: readonly Item[]): Tended {
  const news = actsOf(items).filter(({ seq }) => seq > from);
  const moved = news.flatMap(({ body }) => Object.entries(body).filter(([name]) => !NOT_STATE.has(name)));
  // Of what moved twice, the last.
  return { ...held, ...Object.fromEntries(moved) };
}

export type Standing = "nobody" | "mine" | "asked" | "theirs" | "offered" | "team";

/** Whose turn it is, as `me` sees it. */
export function standingOf({ agent, state, team }: Tended, me: string): Standing {
  if (agent === null) return team ? "team" : "nobody";
  if (state === "assigned") return agent === me ? "mine" : "theirs";
  return agent === me ? "asked" : "offered";
}
