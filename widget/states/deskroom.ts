/** States of a room at the desk: whose it is, what was done with it, to whom one writes, what an act asks. */
import type { ServerFrame } from "../src/core/wire";
import {
  at,
  done,
  EVERY_ACT,
  LANES,
  MINE,
  main,
  NOTES,
  OBSERVES,
  observing,
  type Scene,
  SIDE,
  sideRoom,
} from "./deskcase";
import { type Calls, no } from "./deskstage";
import { ago, asSeenBy, happens, order, ROOM } from "./scene";
import type { Stage } from "./stage";
import { type State, statesOf } from "./state";

const offer = (more: object, note = ""): Scene => ({
  room: observing(),
  tended: { agent: "s_ada", state: "offered", since: ago(0), until: ago(-0.7), ...more },
  notes: [...NOTES, done("s_mika", { act: "handed", agent: "s_ada", ...(note && { note }) }, 0.3)],
});

/** Takes the room, and is told no. */
async function refused(stage: Stage, code: string, more: Scene = {}): Promise<void> {
  const calls: Calls = { [`POST /v1/desk/rooms/${ROOM}/acts`]: no(code, 409) };
  await at(stage, { room: observing(), ...more, calls });
  await stage.press(".act.is-strong");
}

/** Words in the box of this audience. */
async function writes(stage: Stage, audience: 0 | 1, words: string): Promise<void> {
  await stage.press(".dock .audience-choice input", audience);
  await stage.type(words, ".dock textarea");
}

async function asks(stage: Stage, key: string, more: Scene = {}): Promise<void> {
  await at(stage, more);
  await stage.key(key, ".desk-room");
  await stage.find("dialog[open]");
}

/** Somebody's window, from the side column. */
async function sanctions(stage: Stage, which: 0 | 1): Promise<void> {
  await at(stage);
  await stage.press(".sanctions summary");
  await stage.press(".sanctions[open] .act", which);
  await stage.find("dialog[open]");
}

const watch = (...staff: readonly { user: string; name: string; writing: boolean }[]): ServerFrame =>
  ({ t: "watch", room: ROOM, staff }) as unknown as ServerFrame;

const WHOSE: readonly State[] = statesOf(
  "workspace",
  [
    "deskroom-observing",
    "that one reads along, that nobody has the room, and how to write to everyone",
    async (stage) => {
      await at(stage, { room: observing() });
      await stage.press(".dock .audience-choice input", 0);
    },
  ],
  [
    "deskroom-observing-told",
    "that one reads along, and that the others are told so",
    async (stage) => {
      await at(stage, { room: observing(), tended: { watching_told: true } });
      await stage.press(".dock .audience-choice input", 0);
    },
  ],
  [
    "deskroom-banned",
    "that somebody is kept out from now on",
    async (stage) => {
      await at(stage, { calls: { "PUT /v1/desk/bans/ann": { status: 200, body: {} } } });
      await stage.press(".sanctions summary");
      await stage.press(".sanctions[open] .act", 1);
      await stage.press("dialog .primary");
      await stage.pass(0);
    },
  ],
  [
    "deskroom-taking-part",
    "the conversation with notes between, who has it and how far everybody is",
    async (stage) => {
      await at(stage, {
        tended: { ...MINE, priority: "high", labels: ["late", "vip"], due_at: ago(-90), silenced: ["ken"] },
      });
      await stage.press(".history summary");
      await stage.press(".sanctions summary", 1);
    },
  ],
  [
    "deskroom-lines",
    "everything that can be done with a room, a line each",
    (stage) => at(stage, { notes: EVERY_ACT }),
  ],
  [
    "deskroom-handed-to-me",
    "a colleague's handover with its words, and for how long",
    (stage) =>
      at(
        stage,
        offer({ sender: "s_mika", back_at: ago(-0.7) }, "She has been late twice. A coupon is fine."),
      ),
  ],
  [
    "deskroom-handed-to-team",
    "a handover to one's team",
    (stage) => at(stage, offer({ sender: "s_mika", team: "night", back_at: ago(-0.7) })),
  ],
  [
    "deskroom-offer-ends",
    "that somebody waits, and that the time to answer is nearly over",
    (stage) => at(stage, offer({ until: ago(0) })),
  ],
  [
    "deskroom-team-resolved",
    "a resolved room that waits for a team, put off until somebody answers",
    (stage) =>
      at(stage, {
        room: main({ status: "resolved", kind: "support" }),
        tended: { team: "night", sender: "s_mika", hold: "pending", priority: "low" },
      }),
  ],
  [
    "deskroom-snoozed",
    "a room that a colleague is asked to take, snoozed, marked as spam",
    (stage) =>
      at(stage, {
        room: main({ kind: "support" }),
        tended: { agent: "s_mika", state: "offered", hold: "snoozed", wake_at: ago(-60), spam: true },
      }),
  ],
  [
    "deskroom-taken",
    "that a colleague was first",
    async (stage) => {
      await refused(stage, "taken", { tended: { agent: "s_bob", state: "assigned", since: ago(1) } });
    },
  ],
  [
    "deskroom-forbidden",
    "that one's role does not allow it, in a locked room",
    (stage) => refused(stage, "forbidden", { room: observing({ locked: true, locks_at: ago(3) }) }),
  ],
  [
    "deskroom-refused",
    "that it was not done, in a room where nobody is",
    (stage) => {
      const log = [happens("placed", 30)];
      const room = asSeenBy("s_ada", order(log, { participants: [], lanes: LANES }), {
        observer: true,
        can: OBSERVES,
      });
      return refused(stage, "unavailable", { room, notes: [] });
    },
  ],
  [
    "deskroom-meaningless",
    "that a key came too late to mean anything",
    async (stage) => {
      const calls: Calls = { [`POST /v1/desk/rooms/${ROOM}/acts`]: { status: 201, body: { seq: 99 } } };
      await at(stage, { room: observing(), calls });
      for (const key of "pa") await stage.key(key, ".desk-room");
      await stage.pass(4_000);
    },
  ],
  [
    "deskroom-too-much",
    "that more keys were pressed than can wait",
    async (stage) => {
      await at(stage, { room: observing(), calls: { [`POST /v1/desk/rooms/${ROOM}/acts`]: null } });
      for (const key of "ppppppppppppe") await stage.key(key, ".desk-room");
    },
  ],
  [
    "deskroom-left",
    "that the room was left before what one pressed could be done",
    async (stage) => {
      await at(stage, { known: false });
      for (const key of ["t", "e", "Escape"]) await stage.key(key, ".desk");
      await stage.pass(0);
    },
  ],
  [
    "deskroom-offline",
    "that there is no connection, and nothing was done",
    async (stage) => {
      await at(stage, { room: observing() });
      await stage.loses();
      await stage.press(".act.is-strong");
    },
  ],
  [
    "deskroom-company",
    "who else looks and who writes, among them a customer",
    async (stage) => {
      await at(stage, { tended: MINE });
      await stage.hears(
        { t: "typing", room: ROOM, users: ["ann", "ken"] },
        watch(
          { user: "s_mika", name: "Mika", writing: true },
          { user: "s_bob", name: "Bob", writing: false },
        ),
      );
    },
  ],
);

const WRITING: readonly State[] = statesOf(
  "workspace",
  [
    "deskroom-canned",
    "canned responses by their code, filled in",
    async (stage) => {
      await at(stage, { tended: MINE });
      await writes(stage, 0, "/l");
    },
  ],
  [
    "deskroom-canned-none",
    "that none has that code",
    async (stage) => {
      await at(stage, { tended: MINE });
      await writes(stage, 0, "/xyz");
    },
  ],
  [
    "deskroom-fill",
    "what is still to be filled in",
    async (stage) => {
      await at(stage, { tended: MINE });
      await writes(stage, 0, "/late");
      await stage.key("Enter", ".dock textarea");
    },
  ],
  [
    "deskroom-mention",
    "colleagues to name in a note",
    async (stage) => {
      await at(stage, { tended: MINE });
      await writes(stage, 1, "Please look, @");
    },
  ],
  [
    "deskroom-side",
    "a side room with the merchant alone",
    async (stage) => {
      await at(stage, { room: main({ lanes: [...LANES, SIDE] }), tended: MINE, rooms: [sideRoom()] });
      await stage.press(".side-tab", 1);
      await stage.find(".msg");
    },
  ],
);

const ASKED: readonly State[] = statesOf(
  "workspace",
  [
    "deskroom-hand",
    "to whom the room is handed, and with which words",
    (stage) => asks(stage, "h", { tended: MINE }),
  ],
  [
    "deskroom-hand-team",
    "that there is no team yet",
    async (stage) => {
      await asks(stage, "h", { tended: MINE });
      await stage.press("dialog input[type=radio]", 1);
    },
  ],
  ["deskroom-snooze", "until when the room is put off", (stage) => asks(stage, "z", { tended: MINE })],
  [
    "deskroom-due",
    "when the room is looked at again",
    (stage) => asks(stage, "f", { tended: { ...MINE, due_at: ago(-90) } }),
  ],
  [
    "deskroom-labels",
    "the labels of the room",
    (stage) => asks(stage, "l", { tended: { ...MINE, labels: ["late", "急ぎ"] } }),
  ],
  ["deskroom-silence", "what silencing somebody means", (stage) => sanctions(stage, 0)],
  ["deskroom-ban", "what banning somebody means", (stage) => sanctions(stage, 1)],
);

export const DESKROOM: readonly State[] = [...WHOSE, ...WRITING, ...ASKED];
