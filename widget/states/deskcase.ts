/** A room at the desk over a scripted server: who is there, what staff wrote, whose it is, and everything that can be done. */
import type { Entry, Joined, Participant, ServerFrame } from "../src/core/wire";
import { row } from "../tests/desk/rows";
import { AGENT, LABELS, last } from "./deskrooms";
import { ADA, type Calls, desk } from "./deskstage";
import { ago, asSeenBy, FACTS, LANE, type Loose, numbered, order, person, ROOM, say, TALK } from "./scene";
import type { Stage } from "./stage";

const ME = ["s_ada", "admin", "Ada"] as const;
export const CAN = ["send", "typing", "react", "edit", "redact", "redact_any", "dismiss", "history", "seen"];
export const OBSERVES = ["history", "seen", "redact_any", "dismiss"];
const METADATA = { crm: "77", plan: "gold", language: "en" };
export const LANES: Joined["lanes"] = [
  { room: LANE, audience: "staff", participants: [], last_seq: 2, unread: 0 },
];
export const SIDE: Joined["lanes"][number] = {
  room: "order-1042.side",
  audience: "named",
  participants: ["sakura"],
  last_seq: 2,
  unread: 2,
};

const STAFF = [
  { user: "s_ada", name: "Ada", role: "admin" },
  { user: "s_mika", name: "Mika", role: "agent" },
  { user: "s_bob", name: "Robert Bartholomew Featherstonehaugh the Third", role: "agent" },
];
export const CANNED = [
  {
    code: "late",
    title: "It is late",
    texts: {
      en: "I am sorry, {{customer}}: {{order}} arrives at {{eta}}.",
      ja: "{{customer}}さん、申し訳ありません。",
    },
  },
  { code: "lost", title: "Not found", texts: { en: "{{agent}} here. Where are you?" } },
];

export const TENDED = {
  room: ROOM,
  ...{
    agent: null,
    state: null,
    since: null,
    until: null,
    sender: null,
    team: null,
    back_at: null,
    last: null,
  },
  ...{
    priority: null,
    labels: [],
    needs: [],
    hold: null,
    wake_at: null,
    due_at: null,
    spam: false,
    silenced: [],
    watching_told: false,
  },
};
export const MINE = { agent: "s_ada", state: "assigned", since: ago(12) };

export const done = (by: string | null, body: object, minutes = 8): Loose =>
  ({ kind: "desk", by, at: ago(minutes), body }) as unknown as Loose;

export const NOTES: readonly Loose[] = [
  done("s_mika", { act: "assigned", agent: "s_mika", state: "assigned" }, 18),
  say("s_mika", "She has been late twice this week. @Ada can you call the diner? @Mika is off at five.", 15, {
    author: { name: "Mika", role: "agent" },
    body: {
      type: "text",
      text: "She has been late twice this week. @Ada can you call the diner? @Mika is off at five.",
      mentions: ["s_ada", "s_mika"],
    },
  }),
  say("s_ada", "I will.", 10),
];

const KEN: Participant = person("ken", "driver", "Ken", { delivered: 11, read: 8 });
const PEOPLE = [person("ann", "customer", "Ann", { delivered: 11, read: 10 }), KEN];
export const MERCHANT = person("sakura", "merchant", "Sakura Diner & Noodle House, Setagaya Branch", {
  presence: "away",
});
const HERE = [...PEOPLE, MERCHANT, person("s_ada", "agent", "Ada", { delivered: 12, read: 12 })];

export const main = (more: Partial<Joined> = {}, observer = false): Joined => {
  const log = observer ? TALK : [...TALK, say("s_ada", "I am looking into it.", 1, { cid: "own-own-own-1" })];
  const joined = order(log, {
    lanes: LANES,
    metadata: METADATA,
    facts: FACTS,
    participants: observer ? [...PEOPLE, MERCHANT] : HERE,
    ...more,
  });
  return asSeenBy("s_ada", joined, { observer, can: observer ? OBSERVES : CAN });
};

const lane = (notes: readonly Loose[] = NOTES): Joined => ({
  ...order([], { room: LANE, parent: ROOM, audience: "staff", participants: [], last_seq: notes.length }),
  entries: numbered(notes),
  you: { user: "s_ada", role: "admin", observer: false, can: CAN },
});

export interface Scene {
  readonly room?: Joined;
  readonly tended?: object;
  readonly notes?: readonly Loose[];
  readonly calls?: Calls;
  readonly me?: object;
  readonly rooms?: readonly Joined[];
  /** Does the server tell whose it is? */
  readonly known?: boolean;
}

/** The page with this room open, once it knows whose it is. */
export async function at(
  stage: Stage,
  { room = main(), tended = {}, notes, calls = {}, me = {}, rooms = [], known = true }: Scene = {},
) {
  const listed = row(ROOM, { subject: "Order 1042", last: last(2) });
  const inbox = { t: "inbox", rows: [listed], reset: true, more: false } as unknown as ServerFrame;
  const reply = (frame: { t: string }): ServerFrame[] | undefined =>
    frame.t === "inbox" ? [inbox] : undefined;
  stage.answers({ me: ME, rooms: [room, lane(notes), ...rooms], reply });
  const told: Calls = {
    "GET /v1/desk/session": {
      status: 200,
      body: { ...ADA, can: ["invite_staff", "assign", "ban"], ...me },
    },
    "POST /v1/desk/token": { status: 200, body: { token: `x.${btoa('{"sub":"s_ada"}')}.x`, exp: ago(-60) } },
    "GET /v1/desk/me": { status: 200, body: AGENT },
    "GET /v1/desk/staff": { status: 200, body: { staff: STAFF } },
    "GET /v1/desk/canned": { status: 200, body: { canned: CANNED } },
    "GET /v1/desk/teams": { status: 200, body: { teams: [] } },
    "GET /v1/desk/labels": { status: 200, body: { labels: LABELS } },
    [`GET /v1/desk/rooms/${ROOM}`]: known ? { status: 200, body: { ...TENDED, ...tended } } : null,
  };
  await desk(stage, { ...told, ...calls }, "", `view=all&room=${ROOM}`);
  await stage.find(known ? ".whose:not(.is-unknown)" : ".whose");
  await stage.pass(0);
}

export const observing = (more: Partial<Joined> = {}): Joined => main(more, true);

export const EVERY_ACT: readonly Loose[] = [
  done(null, { act: "offered", agent: "s_mika" }),
  done(null, { act: "lapsed", agent: null }),
  done("s_mika", { act: "declined", agent: "s_ada", state: "assigned" }),
  done(null, { act: "assigned", agent: "s_mika" }),
  done("s_ada", { act: "assigned", agent: "s_mika" }),
  done("s_mika", { act: "released", agent: null }),
  done("s_ada", { act: "handed", agent: "s_mika", note: "She waits since noon." }),
  done("s_ada", { act: "handed", team: "night" }),
  done("s_ada", {
    act: "marked",
    priority: "urgent",
    labels: ["late"],
    hold: "snoozed",
    wake_at: ago(-40),
    due_at: ago(-90),
  }),
  done("s_ada", { act: "marked", priority: null, labels: [], hold: "pending", due_at: null }),
  done("s_ada", { act: "marked", hold: null, wake_at: null }),
  done("s_ada", { act: "marked" }),
  done(null, { act: "woken" }),
  done("s_ada", { act: "silenced", user: "ken" }),
  done("s_ada", { act: "heard", user: "ken" }),
  done("s_ada", { act: "spam" }),
  done("s_ada", { act: "not_spam" }),
  done("s_ada", { act: "painted_blue" }),
  {
    kind: "help",
    by: "ann",
    at: ago(7),
    body: { state: "raised", reason: "report", text: "He shouted." },
  } as unknown as Loose,
  {
    kind: "help",
    by: "ann",
    at: ago(7),
    body: { state: "raised", reason: "report", user: "ken" },
  } as unknown as Loose,
];

export const sideRoom = (): Joined => ({
  ...order([], {
    room: SIDE.room,
    parent: ROOM,
    audience: "named",
    participants: [MERCHANT],
    last_seq: 2,
    subject: "",
  }),
  entries: numbered([
    say("s_ada", "Is the ramen on its way?", 6),
    say("sakura", "Two minutes.", 4),
  ]) as Entry[],
  you: { user: "s_ada", role: "admin", observer: false, can: CAN },
});
