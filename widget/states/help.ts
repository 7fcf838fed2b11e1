/** States of calling staff: asking, waiting, taking it back. */

import { outboxFull } from "./acting";
import { ago, asSeenBy, order } from "./scene";
import type { Scene, Stage } from "./stage";
import { type State, statesOf } from "./state";

const waiting =
  (minutes: number, by = "ann", reason = "late") =>
  (stage: Stage) =>
    stage.room({ rooms: [order(undefined, { waiting: { since: ago(minutes), reason, by } })] });

const MEI = ["mei", "agent", "Mei"] as const;
const CAN = ["send", "typing", "react", "edit", "redact", "redact_any", "dismiss", "history", "seen"];

/** Before the eyes of staff: why this room waits. */
const waitingForStaff = (minutes: number, reason: string, kind: "order" | "support") => (stage: Stage) => {
  const joined = order(undefined, { kind, waiting: { since: ago(minutes), reason, by: "ann" } });
  return stage.room({ me: MEI, rooms: [asSeenBy("mei", joined, { can: CAN })] }, { view: "agent" });
};

async function sheet(stage: Stage, scene: Partial<Scene> = {}): Promise<void> {
  await stage.room({ rooms: [order()], ...scene });
  await stage.press(".help-button");
  await stage.find(".surface .reasons");
}

export const HELP: readonly State[] = [
  ...statesOf(
    "room page",
    ["help-sheet", "what support can be asked for, and what happens next", (stage) => sheet(stage)],
    [
      "help-sheet-plain",
      "the same where the operator has not said how soon",
      (stage) =>
        sheet(stage, { http: (_, path) => (path === "/v1/widget" ? { status: 404, body: {} } : undefined) }),
    ],
    [
      "help-sheet-locked",
      "that the room opens again",
      (stage) =>
        sheet(stage, {
          rooms: [asSeenBy("ann", order(undefined, { locked: true }), { can: ["history", "seen", "help"] })],
        }),
    ],
    [
      "help-sheet-offline",
      "that support is asked when one is back online",
      async (stage) => {
        await sheet(stage);
        await stage.loses();
      },
    ],
    [
      "help-sheet-full",
      "that too much waits for a call for help",
      async (stage) => {
        await sheet(stage);
        await outboxFull(stage);
        await stage.press(".surface .primary");
      },
    ],
    ["help-asked", "that support has just been asked, and the way to take it back", waiting(0)],
    ["help-waiting", "since when support has been asked", waiting(12)],
    ["help-waiting-minute", "the same after a minute", waiting(1)],
    ["help-waiting-hour", "the same after an hour", waiting(75)],
    ["help-waiting-hours", "the same after hours", waiting(190)],
    ["help-others", "that somebody else has asked support", waiting(12, "ken")],
  ),
  ...statesOf(
    "staff's page",
    [
      "staff-help-asked",
      "that a party has just asked for help, why, and how to dismiss it",
      waitingForStaff(0, "unsafe", "order"),
    ],
    ["staff-help-waiting", "since when, and why, a room waits", waitingForStaff(12, "missing", "order")],
    [
      "staff-unanswered",
      "that words in a support room wait for an answer",
      waitingForStaff(4, "message", "support"),
    ],
    ["staff-report-waiting", "that a report waits", waitingForStaff(4, "report", "order")],
  ),
];
