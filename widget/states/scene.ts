/** What the server says in the states: one order with four parties, and the pieces to vary it. */
import type { Entry, Joined, Participant, Role, ServerFrame, Summary, Welcome } from "../src/core/wire";
import { NOW } from "./timers";

export const ROOM = "order-1042";
export const LANE = "order-1042.staff";

/** So many minutes ago. */
export const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
export const AT = ago(0);
const DAY = 24 * 60;

type Body = Extract<Entry, { kind: "message" }>["body"];
/** An entry that does not know its place yet. */
export type Loose = Entry extends infer E ? (E extends unknown ? Omit<E, "seq"> : never) : never;

export const text = (words: string): Body => ({ type: "text", text: words });

export function person(user: string, role: Role, name: string, more: Partial<Participant> = {}): Participant {
  const cursors = { joined_seq: 2, delivered: 0, read: 0 };
  return {
    user,
    role: role as Participant["role"],
    name,
    verified: "host",
    presence: "online",
    ...cursors,
    ...more,
  };
}

export function say(by: string, words: string, minutes = 10, more: Partial<Loose> = {}): Loose {
  return { kind: "message", by, at: ago(minutes), body: text(words), ...more } as Loose;
}

export function comes(user: string, role: Role, name: string, minutes = 60): Loose {
  const body = { user, role, name, verified: "host", history: "all" };
  return { kind: "join", by: null, at: ago(minutes), body } as Loose;
}

export const happens = (type: string, minutes = 30, more: object = {}): Loose =>
  ({ kind: "activity", by: null, at: ago(minutes), body: { type, ...more } }) as Loose;

export const changes = (patch: object, minutes = 5): Loose =>
  ({ kind: "room", by: null, at: ago(minutes), body: patch }) as Loose;

export const founded = (minutes = 60): Loose =>
  changes({ kind: "order", subject: "Order 1042", status: "open" }, minutes);

/** Gives each its place: 1, 2, 3 … or from where one says. */
export const numbered = (entries: readonly Loose[], from = 1): Entry[] =>
  entries.map((entry, i) => ({ ...entry, seq: from + i }) as Entry);

export const PARTIES = [
  person("ann", "customer", "Ann"),
  person("ken", "driver", "Ken"),
  person("sakura", "merchant", "Sakura Diner", { presence: "away" }),
  person("mei", "agent", "Mei", { presence: "offline" }),
];

const ARRIVALS = [
  founded(),
  comes("ann", "customer", "Ann"),
  comes("ken", "driver", "Ken"),
  comes("sakura", "merchant", "Sakura Diner"),
  comes("mei", "agent", "Mei"),
];

/** What was said at the counter, on the road and at home. */
export const TALK: readonly Loose[] = [
  ...ARRIVALS,
  say("sakura", "Your order is in the kitchen. About 15 minutes.", 41),
  happens("picked_up", 24),
  say("ken", "I have your order and am on my way.", 20),
  say("ken", "There was an accident on Setagaya-dori. Ten more minutes, I am sorry.", 19),
  say("ann", "Thank you. No hurry, please drive safely.", 11, { cid: "a1-mine-mine" }),
  say("ann", "The gate code is 4411.", 2, { cid: "a2-mine-mine" }),
];

const CAN = ["send", "typing", "react", "edit", "redact", "help", "history", "seen"];

export const FACTS: Joined["facts"] = [
  { key: "eta", label: "Arrives", value: new Date(NOW + 10 * 60_000).toISOString(), kind: "time" },
  { key: "address", label: "Drop-off", value: "3-12-8 Sakura, Setagaya", kind: "address" },
  { key: "phone", label: "Ann", value: "+81 90 1234 5678", kind: "phone" },
  { key: "menu", label: "Menu", value: "https://sakura.example/menu", kind: "link" },
  { key: "items", label: "Items", value: "2 × tonkotsu ramen, 1 × gyoza", kind: "text" },
];

/** The answer to `join`: everything is there unless a state says otherwise. */
export function order(entries: readonly Loose[] = TALK, more: Partial<Joined> = {}): Joined {
  const from = more.first_seq ?? 1;
  const log = numbered(entries, from);
  const last = log.at(-1)?.seq ?? 0;
  const read = (who: Participant): Participant => ({ ...who, delivered: last, read: last });
  return {
    t: "joined",
    room: ROOM,
    kind: "order",
    subject: "Order 1042",
    status: "open",
    locked: false,
    facts: [],
    participants: PARTIES.map(read),
    first_seq: from,
    last_seq: last,
    lanes: [],
    you: { user: "ann", role: "customer", observer: false, can: CAN },
    entries: log,
    reset: false,
    ...more,
  };
}

/** The same room before other eyes. */
export function asSeenBy(user: string, joined: Joined, more: Partial<Joined["you"]> = {}): Joined {
  const role = joined.participants.find((who) => who.user === user)?.role ?? "agent";
  return { ...joined, you: { user, role, observer: false, can: CAN, ...more } };
}

/** How far each party is; who is not named has it all. */
export function cursors(
  joined: Joined,
  at: Record<string, readonly [delivered: number, read: number]>,
): Joined {
  const move = (who: Participant): Participant => {
    const [delivered, read] = at[who.user] ?? [joined.last_seq, joined.last_seq];
    return { ...who, delivered, read };
  };
  return { ...joined, participants: joined.participants.map(move) };
}

export function welcome(user: string, role: Role, name: string, rooms: Summary[] = []): Welcome {
  return {
    t: "welcome",
    session: "s1",
    user: { id: user, role, name, verified: "host" },
    epoch: "e1",
    exp: ago(-DAY),
    server_time: AT,
    heartbeat_s: 20,
    limits: {},
    rooms,
    more: false,
    mutes: [],
  };
}

/** New entries after those of the room, at this moment. */
export function more(joined: Joined, ...entries: readonly Loose[]): ServerFrame {
  return { t: "entries", room: joined.room, entries: numbered(entries, joined.last_seq + 1) };
}

const phrase = (
  roles: readonly string[],
  id: string,
  en: string,
  ja: string,
  params: string[] = [],
): object => ({
  id,
  roles,
  texts: { en, ja },
  params,
});

export const PHRASES = [
  phrase(["driver"], "arriving", "I am almost there", "まもなく到着します"),
  phrase(["driver"], "traffic", "I am stuck in traffic", "渋滞で遅れています"),
  phrase(["driver"], "entrance", "I am at the entrance", "入口に着きました"),
  phrase(["driver"], "door", "I left it at your door", "玄関先に置きました"),
  phrase(["driver", "merchant"], "late", "{minutes} more minutes", "あと{minutes}分かかります", ["minutes"]),
  phrase(["merchant"], "ready", "It is ready", "用意できました"),
  phrase(["customer"], "where", "Where are you?", "今どちらですか"),
  phrase(["customer"], "door_please", "Please leave it at the door", "玄関先に置いてください"),
  phrase(["customer"], "thanks", "Thank you", "ありがとうございます"),
] as readonly { readonly roles: readonly string[] }[];

/** What the operator says before anybody has spoken. */
export const OPERATOR = {
  name: "Sakura support",
  greeting: {
    en: "Hello. What can we do for you?",
    ja: "こんにちは。ご用件をお聞かせください。",
  },
  policy: "https://sakura.example/privacy",
  retention_days: 30,
  typical_minutes: 5,
  languages: ["en", "ja"],
  phrases: [],
  reasons: {},
};
