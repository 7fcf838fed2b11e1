/** Rows of the inbox for tests: one that asks nothing of anybody, and what is different. */
import type { Held, Row } from "../../src/desk/inbox/row";

export const NOW = Date.parse("2026-11-21T19:40:00Z");
export const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

export const NOBODYS: Held = {
  agent: null,
  name: null,
  state: null,
  since: null,
  until: null,
  team: null,
  sender: null,
  back_at: null,
};

export const heldBy = (agent: string, state: Held["state"] = "assigned", more: Partial<Held> = {}): Held => ({
  ...NOBODYS,
  agent,
  name: agent.slice(2),
  state,
  since: ago(30),
  ...more,
});

export const said = (minutes: number, seq = 5, role = "customer"): Row["last"] => ({
  seq,
  by: "ann",
  name: "Ann",
  role,
  at: ago(minutes),
  text: "Where is it?",
});

export function row(room: string, more: Partial<Row> = {}): Row {
  return {
    room,
    kind: "order",
    subject: `Order ${room}`,
    status: "open",
    stage: null,
    locked: false,
    last_seq: 5,
    waiting: null,
    last: said(60),
    people: [
      { user: "ann", name: "Ann", role: "customer", presence: "online" },
      { user: "ken", name: "Ken", role: "driver", presence: "away" },
    ],
    people_count: 2,
    held: NOBODYS,
    priority: null,
    labels: [],
    needs: [],
    hold: null,
    wake_at: null,
    due_at: null,
    spam: false,
    silenced: [],
    typing: [],
    back: null,
    unread: 0,
    mentions: 0,
    unseen: [],
    part: false,
    lane: null,
    watchers: [],
    ...more,
  };
}

export const UNSEEN = [{ user: "ken", role: "driver", delivered: true }];
