/** States of what happens in a room: the order moves on, people come and go. */
import { crowdComes, room } from "./conversation";
import {
  ago,
  asSeenBy,
  changes,
  comes,
  founded,
  happens,
  type Loose,
  order,
  PARTIES,
  person,
  TALK,
} from "./scene";
import { type State, statesOf } from "./state";

const EVENTS = ["placed", "accepted", "preparing", "ready", "assigned", "picked_up", "delayed", "arrived"];
const LATER_EVENTS = ["delivered", "cancelled", "dispute"];

const eventful: readonly Loose[] = [
  founded(90),
  ...EVENTS.map((type, i) => happens(type, 80 - i * 6)),
  happens("eta", 30, { params: { eta: ago(-12) } }),
  happens("eta", 29),
  ...LATER_EVENTS.map((type, i) => happens(type, 20 - i * 4)),
  happens("assigned", 9, { params: { user: "ken", name: "Ken" } }),
  happens("delivered", 8, { locks_at: ago(-22) }),
  happens("cancelled", 7, { locks_at: ago(-23) }),
  happens("reopened", 6),
  happens("about", 5, { params: { room: "drivers", seq: 4, subject: "Drivers, Setagaya" } }),
  happens("weighed_twice", 2, { text: "Weighed again: 1.2 kg" }),
];

/** `accepted`: what the shop said to it. */
function asks(
  change: string,
  items: object[],
  minutes: number,
  more: object = {},
  accepted?: boolean,
): Loose {
  const body = { type: "request", change, ...(items.length > 0 && { items }), ...more };
  const answer = accepted === undefined ? {} : { answer: { accepted, by: "sakura", at: ago(minutes - 1) } };
  return { kind: "message", by: "ann", at: ago(minutes), body, ...answer } as unknown as Loose;
}

const GYOZA = { name: "Gyoza", count: 1 };
const REQUESTS: readonly Loose[] = [
  ...TALK,
  asks("add", [{ name: "Rice", count: 2 }, { name: "Green tea" }], 9),
  asks("remove", [GYOZA], 8, { note: "I am allergic to shrimp." }, false),
  asks("replace", [{ ...GYOZA, instead: "Spring rolls" }], 7, {}, true),
  asks("note", [], 6, { note: "Chopsticks for three, please." }),
];

const goes = (user: string, reason: string, minutes: number): Loose =>
  ({ kind: "leave", by: null, at: ago(minutes), body: { user, reason } }) as Loose;
const calls = (body: object, minutes: number): Loose =>
  ({ kind: "help", by: "ann", at: ago(minutes), body }) as Loose;

const swap = (user: string, name: string, old: string, minutes: number): Loose => {
  const body = { user, role: "driver", name, verified: "host", history: "none", replaces: old };
  return { kind: "join", by: null, at: ago(minutes), body } as Loose;
};

const COMING_AND_GOING: readonly Loose[] = [
  founded(),
  comes("ann", "customer", "Ann", 60),
  swap("yui", "Yui", "ken", 50),
  goes("yui", "left", 44),
  goes("sakura", "removed", 43),
  comes("mei", "agent", "Mei", 30),
  {
    kind: "role",
    by: null,
    at: ago(29),
    body: { user: "mei", role: "supervisor", name: "Mei" },
  } as unknown as Loose,
  calls({ state: "raised", reason: "late" }, 25),
  calls({ state: "withdrawn" }, 24),
  calls({ state: "raised" }, 23),
  calls({ state: "dismissed" }, 22),
  changes({ status: "resolved" }, 20),
  changes({ status: "open" }, 19),
  changes({ locked: true }, 18),
  changes({ locked: false }, 17),
  changes({ subject: "Order 1042, second trip" }, 16),
];

export const EVENTS_AND_PEOPLE: readonly State[] = statesOf(
  "room page",
  ["order-events", "each step of the order in one quiet line", room(eventful)],
  ["requests", "changes of the order that were asked for, in the reader's words", room(REQUESTS)],
  [
    "people-come-and-go",
    "who came, went, took over and called for help, in one quiet line each",
    room(COMING_AND_GOING),
  ],
  [
    "taken-over",
    "for the new driver: whose place was taken",
    (stage) => {
      const joined = order([...TALK, swap("yui", "Yui", "ken", 1)]);
      const here = [...PARTIES, person("yui", "driver", "Yui", { joined_seq: 12 })];
      return stage.room({
        me: ["yui", "driver", "Yui"],
        rooms: [asSeenBy("yui", { ...joined, participants: here })],
      });
    },
  ],
  ["arrivals", "many who came at once, in one line", room([founded(), ...crowdComes])],
  ["arrivals-few", "who is here, in one line", room([founded(), ...crowdComes.slice(0, 3)])],
);
