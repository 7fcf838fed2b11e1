/** What of the inbox is worth a sound, and which of several at once. Pure. */

import type { Row } from "../inbox/row";
import { isOffered } from "../inbox/standing";
import type { Change } from "../inbox/store";

/** The most pressing first. */
export const NEWS = ["offer", "help", "waiting", "mention", "message"] as const;
export type News = (typeof NEWS)[number];

const STAFF = new Set(["agent", "supervisor", "admin", "bot"]);

const isMine = ({ held, part }: Row, me: string): boolean =>
  held.agent === me || (part && held.agent === null);

function isCalled({ before, row }: Change, me: string): News | null {
  const { waiting, held } = row;
  if (!waiting || waiting.since === before?.waiting?.since) return null;
  // A colleague's is a colleague's.
  if (held.agent !== null && held.agent !== me) return null;
  return waiting.reason === null ? "waiting" : "help";
}

function isSaid({ before, row }: Change, me: string): boolean {
  const { last } = row;
  return (
    last !== null && last.seq > (before?.last?.seq ?? 0) && !STAFF.has(last.role ?? "") && isMine(row, me)
  );
}

export function newsOf(change: Change, me: string): News | null {
  const { before, row } = change;
  if (row.status === "resolved") return null;
  if (isOffered(row, me) && !(before && isOffered(before, me))) return "offer";
  const called = isCalled(change, me);
  if (called) return called;
  if (row.mentions > (before?.mentions ?? 0)) return "mention";
  return isSaid(change, me) ? "message" : null;
}

export interface Told {
  readonly kind: News;
  readonly row: Row;
}

/** The one of many that is told; `seen` is the room that somebody looks at. */
export function mostPressing(changes: readonly Change[], me: string, seen: string | null): Told | null {
  let best: Told | null = null;
  for (const change of changes) {
    const kind = change.row.room === seen ? null : newsOf(change, me);
    if (kind && (!best || NEWS.indexOf(kind) < NEWS.indexOf(best.kind))) best = { kind, row: change.row };
  }
  return best;
}
