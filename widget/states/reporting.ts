/** States of reporting and muting, and of the list of who is here. */
import type { Role } from "../src/core/wire";
import { BUSY, choose, muted, outboxFull, TAKEN } from "./acting";
import { founded, order, person, say } from "./scene";
import { answering, type Scene, type Script, type Stage } from "./stage";
import { type State, statesOf } from "./state";

/** The form for a report of the last message, filled in; then sent. */
async function report(stage: Stage, reply: Script, offline = false): Promise<void> {
  await choose(".theirs", 2, { reply, http: () => TAKEN })(stage);
  await stage.find(".surface .sheet-text");
  if (offline) await stage.loses();
  await stage.type("He asks for money.", ".surface .sheet-text");
  await stage.press(".surface .primary");
}

async function reportAndMute(stage: Stage): Promise<void> {
  await report(stage, answering({}));
  await stage.press(".surface .secondary");
}

async function reportWhenFull(stage: Stage): Promise<void> {
  await choose(".theirs", 2)(stage);
  await outboxFull(stage);
  await stage.press(".surface .primary");
}

async function people(stage: Stage, scene: Partial<Scene> = {}): Promise<void> {
  const named = order().participants.map((who) =>
    who.user === "ken" ? { ...who, verified: "none" as const } : who,
  );
  await stage.room({ rooms: [{ ...order(), participants: named }], ...scene });
  await stage.press(".people-open");
  await stage.find(".roll-row");
}

/** A room of thousands lists page by page. */
async function crowd(stage: Stage, page: object | null): Promise<void> {
  const said = order([founded(), say("ann", "The fair begins at ten.", 3)], { kind: "group" });
  const here = [person("ann", "customer", "Ann"), person("mei", "agent", "Mei")];
  const http: Scene["http"] = (_, path) =>
    path.includes("/participants") ? (page ? { status: 200, body: page } : BUSY) : undefined;
  await people(stage, { rooms: [{ ...said, participants: here, participant_count: 4_999 }], http });
  await stage.pass(0);
}

const NAMES = ["Aoi", "Ben", "Chika", "Dai", "Emi", "Fumi", "Gen", "Hana"];
const FIRST_PAGE = {
  participants: NAMES.map((name) => person(name.toLowerCase(), "member" as Role, name)),
  next: "c2",
};

async function reportPerson(stage: Stage): Promise<void> {
  await people(stage);
  await stage.press(".roll-keys .link");
}

export const REPORTING: readonly State[] = statesOf(
  "room page",
  ["report", "what a report does, and who learns of it", choose(".theirs", 2)],
  ["report-person", "the same about a person", reportPerson],
  ["report-sending", "that the report is on its way", (stage) => report(stage, answering({ silent: true }))],
  [
    "report-waits",
    "that the report is sent when one is back online",
    (stage) => report(stage, answering({}), true),
  ],
  ["report-sent", "thanks, and the way to mute", (stage) => report(stage, answering({}))],
  ["report-muted", "that the person is muted now", reportAndMute],
  [
    "report-failed",
    "that the report was not taken, and why",
    (stage) => report(stage, answering({}, "forbidden")),
  ],
  ["report-outbox-full", "that too much waits for a report", reportWhenFull],
  [
    "muted",
    "one quiet line in the place of what somebody muted wrote",
    (stage) => stage.room({ rooms: [order()], ...muted("ken") }),
  ],
  [
    "muted-shown",
    "what somebody muted wrote, when it is asked for",
    async (stage) => {
      await stage.room({ rooms: [order()], ...muted("ken") });
      await stage.press(".line .link");
    },
  ],
  ["people", "who takes part, with names in full, and what can be done", (stage) => people(stage)],
  [
    "people-muted",
    "that somebody is muted, and the way to hear them again",
    (stage) => people(stage, muted("ken")),
  ],
  [
    "people-alone",
    "that nobody else is here",
    (stage) => people(stage, { rooms: [order([], { participants: [person("ann", "customer", "Ann")] })] }),
  ],
  ["people-crowd", "the first of thousands, and the way to more", (stage) => crowd(stage, FIRST_PAGE)],
  ["people-crowd-failed", "that the list did not come", (stage) => crowd(stage, null)],
);
