/** States of the website widget: the launcher and the sheet it opens. */
import type { Summary } from "../src/core/wire";
import type { Answer } from "./network";
import { AT, ago, cursors, OPERATOR, order, ROOM, say, TALK } from "./scene";
import { ignoring, type Scene, type Stage } from "./stage";
import { type State, statesOf } from "./state";

export const LIST: readonly Summary[] = [
  {
    room: ROOM,
    kind: "order",
    subject: "Order 1042",
    status: "open",
    locked: false,
    last_seq: TALK.length,
    unread: 0,
    at: AT,
    role: "customer",
  },
];

const open = (entries?: Parameters<typeof order>[0]) => (stage: Stage) =>
  stage.sheet({ rooms: [order(entries)], list: LIST });

/** Closed again, and then somebody wrote. */
const unread =
  (count: number) =>
  async (stage: Stage): Promise<void> => {
    await stage.sheet({ rooms: [cursors(order(), {})], list: LIST });
    await stage.find(".sheet-frame .msg");
    await stage.press(".sheet-frame .head .icon-button:not(.back-button)", -1);
    await wroteSince(stage, count);
  };

/** Driver and diner write so many messages. */
export async function wroteSince(stage: Stage, count: number): Promise<void> {
  const ken = Array.from({ length: count }, (_, i) => say(i % 2 ? "sakura" : "ken", `Message ${i + 1}`, 0));
  const entries = ken.map((one, i) => ({ ...one, seq: order().last_seq + 1 + i }));
  await stage.hears({ t: "entries", room: ROOM, entries } as Parameters<Stage["hears"]>[0]);
}

const summary = (room: string, subject: string, more: Partial<Summary>): Summary => ({
  room,
  kind: "order",
  subject,
  status: "open",
  locked: false,
  last_seq: 9,
  unread: 0,
  at: AT,
  role: "customer",
  ...more,
});

const by = (name: string, role: string, text: string): NonNullable<Summary["last"]> => ({
  seq: 9,
  by: name.toLowerCase(),
  kind: "message",
  text,
  author: { name, role },
});

const MANY: readonly Summary[] = [
  summary(ROOM, "Order 1042", { at: ago(2), unread: 2, last: by("Ken", "driver", "I am at the gate.") }),
  summary("order-1037", "Order 1037", {
    at: ago(40),
    unread: 1,
    last: by("Sakura Diner", "merchant", "One item is sold out. May we send gyoza in its place?"),
  }),
  summary("support-9", "Support", {
    kind: "support",
    at: ago(26 * 60),
    status: "resolved",
    last: by("Mei", "agent", "The refund is on its way."),
  }),
  summary("order-0998", "Order 998: birthday dinner for twelve, second delivery of three", {
    at: ago(9 * 24 * 60),
  }),
];

/** The list of rooms; `pressed` is what is done there then. */
const rooms =
  (list: readonly Summary[], ...pressed: string[]) =>
  async (stage: Stage): Promise<void> => {
    await stage.sheet({ rooms: [order()], list }, { room: "" });
    for (const one of pressed) await stage.press(one);
    await stage.find(".room-list, .rooms-none, .first");
  };

async function roomsFromRoom(stage: Stage, list: readonly Summary[]): Promise<void> {
  await stage.sheet({ rooms: [order()], list });
  await stage.press(".back-button");
  await stage.find(".rooms-dock");
}

/** Nobody is known here yet. */
async function first(stage: Stage, http?: Scene["http"]): Promise<void> {
  await stage.sheet({ rooms: [], ...(http && { http }) }, { token: "", room: "" });
  await stage.find(".first textarea");
  await stage.pass(0);
}

const operator = (said: object | null): Scene["http"] => {
  const answer: Answer = said ? { status: 200, body: { ...OPERATOR, ...said } } : { status: 404, body: {} };
  return (_, path) => (path === "/v1/widget" ? answer : undefined);
};

/** The first words do not get through. */
const firstFails =
  (answer: Answer | null) =>
  async (stage: Stage): Promise<void> => {
    await first(stage, (_, path) => (answer && path === "/v1/visitors" ? answer : undefined));
    if (!answer) stage.wire.up = false;
    await stage.type("I was charged twice.", ".first textarea");
    await stage.press(".first .send");
    await stage.until(() => stage.all(".write-error").some((one) => one.textContent), "why it failed");
  };

/** A visitor was here on this device. */
function visitorWasHere(): void {
  const kept = { user: "v_1", secret: "once", secret_exp: ago(-20 * 24 * 60) };
  localStorage.setItem(`parley.visitor|${location.origin}`, JSON.stringify(kept));
}

async function firstLost(stage: Stage): Promise<void> {
  visitorWasHere();
  const refused: Answer = { status: 401, body: { code: "unauthenticated" } };
  await first(stage, (_, path) => (path === "/v1/visitors/refresh" ? refused : undefined));
  await stage.find(".first-lost");
}

/** Signed in where a visitor wrote before. */
async function take(stage: Stage, fails: boolean): Promise<void> {
  visitorWasHere();
  const down: Answer = { status: 503, body: { code: "unavailable" } };
  await stage.sheet({
    rooms: [order()],
    list: LIST,
    http: (_, path) => (path.includes("merge") ? down : undefined),
  });
  await stage.find(".first-take");
  if (!fails) return;
  await stage.press(".first-take .primary");
  await stage.until(() => stage.all(".write-error").some((one) => one.textContent), "why it failed");
}

const AWAY = {
  en: "You can write now; we read it in the morning.",
  ja: "今お書きいただければ、翌朝に拝見します。",
};
const NOTICE = { en: "We share it with nobody.", ja: "どなたにもお渡ししません。" };
const neverWrote = order(TALK.filter((one) => !("by" in one) || one.by !== "ann"));

export const WIDGET: readonly State[] = statesOf(
  "website widget",
  [
    "launcher",
    "a round button in the corner of somebody's page",
    (stage) => stage.shop({ rooms: [order()] }),
  ],
  ["launcher-unread", "that one new message waits, and whose", unread(1)],
  [
    "launcher-read",
    "that nothing waits any more",
    async (stage) => {
      await unread(1)(stage);
      await stage.press(".launcher");
      await stage.until(() => stage.all(".badge[hidden]").length > 0, "that all is read");
      await stage.press(".sheet-frame .head .icon-button:not(.back-button)", -1);
    },
  ],
  ["launcher-unread-many", "that several new messages wait, and whose", unread(3)],
  ["sheet", "the conversation in a sheet above the page", open()],
  [
    "sheet-left",
    "the same on the other side",
    (stage) => stage.sheet({ rooms: [order()], list: LIST }, { side: "left" }),
  ],
  ["sheet-empty", "that nothing is written yet", open([])],
  [
    "sheet-loading",
    "the outline of bubbles while the room opens",
    async (stage) => {
      await stage.sheet({ rooms: [], list: LIST, reply: ignoring("join") });
      await stage.pass(200);
    },
  ],
  ["first", "who answers, how soon, what becomes of what one writes", (stage) => first(stage)],
  ["first-plain", "the same where the operator says nothing", (stage) => first(stage, operator(null))],
  [
    "first-closed",
    "that nobody answers now, when somebody will, and the house's own words",
    (stage) => first(stage, operator({ open: false, opens_at: ago(-26 * 60), away: AWAY, notice: NOTICE })),
  ],
  ["first-lost", "that the earlier conversation cannot be found on this device", firstLost],
  ["first-offline", "that one is offline, and that the words are kept", firstFails(null)],
  [
    "first-refused",
    "that it did not work, and that the words are kept",
    firstFails({ status: 503, body: {} }),
  ],
  [
    "first-too-many",
    "when a conversation can be begun again",
    firstFails({ status: 429, body: { code: "rate_limited", retry_after_ms: 3_600_000 } }),
  ],
  ["take", "what becomes of what one wrote before signing in", (stage) => take(stage, false)],
  ["take-failed", "that this did not work", (stage) => take(stage, true)],
  ["rooms", "one's conversations: the last word, who, when, what waits", rooms(MANY)],
  ["rooms-sound", "that a new message makes a sound", rooms(MANY, ".sound-button")],
  [
    "rooms-more",
    "that the list goes on",
    async (stage) => {
      const http: NonNullable<Scene["http"]> = (_, path) =>
        path.startsWith("/v1/rooms?") ? null : undefined;
      const list = Array.from({ length: 100 }, (_, i) => summary(`order-${i}`, `Order ${i}`, { at: ago(i) }));
      await stage.sheet({ rooms: [order()], list, http }, { room: "" });
      (await stage.find(".rooms-more")).scrollIntoView();
    },
  ],
  ["rooms-none", "that there is no conversation yet", (stage) => roomsFromRoom(stage, [])],
  ["rooms-from-room", "the way back to the conversation", (stage) => roomsFromRoom(stage, LIST)],
  ["rooms-ask", "a new question for support, and the way back", rooms(MANY, ".rooms-dock .primary")],
  [
    "before-first-word",
    "before one's first word: who reads it, how long it is kept",
    (stage) => stage.sheet({ rooms: [neverWrote], list: LIST }),
  ],
  [
    "before-first-word-day",
    "the same where it is kept for a day",
    (stage) => {
      const http = operator({ retention_days: 1, policy: null });
      return stage.sheet({ rooms: [neverWrote], list: LIST, ...(http && { http }) });
    },
  ],
  [
    "inline",
    "the conversation in a place of the page",
    (stage) => stage.shop({ rooms: [order()], list: LIST }, { inline: "#place" }),
  ],
);
