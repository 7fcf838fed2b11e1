/** States of the page for staff: reading along, stepping in and out, notes to one another. */
import type { Joined } from "../src/core/wire";
import { asSeenBy, FACTS, LANE, numbered, order, person, say, TALK } from "./scene";
import type { Scene, Stage } from "./stage";
import { type State, statesOf } from "./state";

const MEI = ["mei", "agent", "Mei"] as const;
const CAN = ["send", "typing", "react", "edit", "redact", "redact_any", "help", "dismiss", "history", "seen"];
const METADATA = { crm: "77", plan: "gold", tags: ["vip", "late twice"] };

const NOTES = numbered([
  say("mei", "Coupon sent. She has been late twice this week.", 15),
  say("bob", "I will call the diner.", 10),
]);

const COLLEAGUES = [person("mei", "agent", "Mei"), person("bob", "agent", "Bob", { presence: "away" })];
const LANES: Joined["lanes"] = [{ room: LANE, audience: "staff", participants: [], last_seq: 2, unread: 0 }];

const lane = (): Joined => ({
  ...order([], {
    room: LANE,
    parent: "order-1042",
    audience: "staff",
    participants: COLLEAGUES,
    last_seq: 2,
  }),
  entries: NOTES,
  you: { user: "mei", role: "agent", observer: false, can: CAN },
});

const main = (more: Partial<Joined> = {}, observer = false): Joined => {
  const facts = FACTS;
  const joined = order(TALK, { lanes: LANES, metadata: METADATA, facts, ...more });
  return asSeenBy("mei", joined, { observer, can: observer ? ["history", "seen"] : CAN });
};

const page = (stage: Stage, first: Joined, more: Partial<Scene> = {}): Promise<void> =>
  stage.room({ me: MEI, rooms: [first, lane()], ...more }, { view: "agent" });

async function fails(stage: Stage, observer: boolean): Promise<void> {
  const http = (method: string) =>
    method === "GET" ? undefined : { status: 503, body: { code: "unavailable" } };
  await page(stage, main({}, observer), { http });
  await stage.press(observer ? ".observing .primary" : ".step-out");
}

export async function noteToStaff(stage: Stage): Promise<void> {
  await page(stage, main());
  await stage.press(".audience-choice.is-staff input");
  await stage.type("Coupon sent.");
}

export const STAFF: readonly State[] = statesOf(
  "staff's page",
  [
    "staff-taking-part",
    "the conversation with notes between, people and details beside it",
    (stage) => page(stage, main()),
  ],
  ["staff-note", "that what is being written is for staff alone", noteToStaff],
  ["staff-observing", "that one reads along unseen, and the way in", (stage) => page(stage, main({}, true))],
  ["staff-step-in-failed", "that stepping in did not work", (stage) => fails(stage, true)],
  ["staff-step-out-failed", "that stepping out did not work", (stage) => fails(stage, false)],
  ["staff-without-lane", "the same without notes", (stage) => page(stage, main({ lanes: [], metadata: {} }))],
  [
    "observing-customer",
    "that one reads along, on a page without staff's tools",
    (stage) => stage.room({ me: MEI, rooms: [main({}, true)] }, { view: "merchant" }),
  ],
);
