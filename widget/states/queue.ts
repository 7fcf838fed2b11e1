/** States of waiting in a support room: one's place, when somebody is back; staff who take over, or let one only read. */
import type { QueueNotice } from "../src/core/wire";
import { ago, asSeenBy, type Loose, order, ROOM, say } from "./scene";
import type { Stage } from "./stage";
import { type State, statesOf } from "./state";
import { NOW } from "./timers";

const HOUR_MS = 3_600_000;

/** Asked two minutes ago, and nobody has answered. */
const told =
  (...notices: readonly Omit<QueueNotice, "t" | "room">[]) =>
  async (stage: Stage): Promise<void> => {
    const waiting = { since: ago(2), reason: "message", by: "ann" };
    const asked = [say("ann", "Where do I find my invoice?", 2)];
    await stage.room({ rooms: [order(asked, { kind: "support", subject: "Support", waiting })] });
    await stage.hears(...notices.map((notice) => ({ t: "queue" as const, room: ROOM, ...notice })));
    await stage.find(".banner");
  };

const back = (hours: number): string => new Date(NOW + hours * HOUR_MS).toISOString();

/** A call was dismissed with a word, somebody else has the room now, and staff let this reader only read. */
async function standby(stage: Stage): Promise<void> {
  const body = { user: "mika", role: "agent", name: "Mika", verified: "none", history: "all" };
  const entries = [
    say("ann", "Hello?", 9),
    {
      kind: "help",
      by: "mei",
      at: ago(7),
      author: MEI,
      body: { state: "dismissed", text: "The driver has it." },
    },
    { kind: "join", by: "mika", at: ago(5), body: { ...body, replaces: "mei", takes_over: true } },
    { kind: "leave", by: "sue", at: ago(1), body: { user: "mika", reason: "replaced", successor: "ken" } },
  ] as Loose[];
  const can = ["help", "history", "redact", "seen"];
  await stage.room({ rooms: [asSeenBy("ann", order(entries), { can, silenced: true })] });
  await stage.hears({ t: "watched", room: ROOM, on: true });
  await stage.find(".banner");
}

const MEI = { name: "Mei", role: "agent" };

export const QUEUE: readonly State[] = statesOf(
  "room page",
  ["queue-place", "which one they are who wait for an answer", told({ state: "waiting", position: 3 })],
  ["queue-next", "that they are next", told({ state: "waiting", position: 1 })],
  [
    "queue-earlier",
    "why they are further back than before",
    told({ state: "waiting", position: 2 }, { state: "waiting", position: 3, reason: "earlier" }),
  ],
  ["queue-later", "that nobody can answer just now", told({ state: "later" })],
  ["queue-back", "when somebody is back today", told({ state: "closed", back_at: back(2) })],
  ["queue-back-on", "when somebody is back another day", told({ state: "closed", back_at: back(62) })],
  ["standby", "who has taken over, that support reads along, and that one may only read", standby],
);
