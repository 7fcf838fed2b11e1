/** States of a merchant's page: the board of all orders, its sound, a busy shop. */
import type { Joined, Participant, ServerFrame, Summary } from "../src/core/wire";
import { ago, asSeenBy, comes, FACTS, founded, happens, type Loose, more, order, say } from "./scene";
import { acknowledging, type Scene, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const SAKURA = ["sakura", "merchant", "Sakura Diner"] as const;
const phrase = (id: string, en: string, ja: string, params: string[] = []): object => ({
  id: `merchant.${id}`,
  roles: ["merchant"],
  texts: { en, ja },
  params,
});
const KEYS = [
  phrase("plus_minutes", "We need {minutes} more minutes.", "あと{minutes}分ほどかかります。", ["minutes"]),
  phrase("ready", "The order is ready.", "ご注文の用意ができました。"),
  phrase("sold_out", "Sorry, one item is sold out.", "申し訳ありません、品切れの商品があります。"),
  phrase("call_me", "Please call the shop.", "お店までお電話ください。"),
];
const CHANGE = {
  type: "request",
  change: "replace",
  items: [{ name: "Gyoza", count: 1, instead: "Spring rolls" }],
};

const born = (minutes: number): Loose[] => [
  founded(minutes),
  comes("ann", "customer", "Ann", minutes),
  comes("sakura", "merchant", "Sakura Diner", minutes),
];

/** `read`: the shop has read so far; the customer has read everything that the shop said. */
function one(number: number, entries: readonly Loose[], read: number, more: Partial<Joined> = {}): Joined {
  const facts = FACTS.filter(({ key }) => key === "items" || key === "eta");
  const named = { room: `order-${number}`, subject: `Order ${number}`, facts, ...more };
  const joined = asSeenBy("sakura", order(entries, named));
  const where = (who: Participant): Participant => (who.user === "sakura" ? { ...who, read } : who);
  return { ...joined, participants: joined.participants.filter(({ user }) => user !== "mei").map(where) };
}

const SOME: readonly Joined[] = [
  one(1047, born(1), 3, { stage: "placed" }),
  one(
    1042,
    [...born(30), say("sakura", "Your order is in the kitchen.", 28), say("ann", "No onions, please.", 6)],
    4,
  ),
  one(1043, [...born(20), { ...say("ann", "", 3), body: CHANGE } as Loose], 3, { stage: "accepted" }),
  one(1044, [...born(40), happens("picked_up", 9), say("sakura", "Enjoy your meal.", 8)], 5, {
    stage: "picked_up",
  }),
  one(1041, [...born(55), say("sakura", "Ready.", 40), happens("delivered", 12)], 5, { stage: "delivered" }),
];

const summary = ({ room, kind, subject, status, locked, last_seq, entries, stage }: Joined): Summary => ({
  ...{ room, kind, subject, status, locked, last_seq, unread: 0, at: entries.at(-1)?.at ?? ago(0) },
  role: "merchant",
  ...(stage && { stage }),
});

const scene = (rooms: readonly Joined[], more: Partial<Scene> = {}): Scene => ({
  me: SAKURA,
  rooms,
  list: rooms.map(summary),
  http: (_, path) => (path.includes("/v1/phrases") ? { status: 200, body: { phrases: KEYS } } : undefined),
  ...more,
});

/** A browser whose sound is as told. */
function sounds(stage: Stage, state: "running" | "suspended"): void {
  void stage;
  const audio = { state, currentTime: 0, resume: async () => undefined, close: async () => undefined };
  const wave = (): object => ({
    frequency: STILL,
    start: () => undefined,
    stop: () => undefined,
    connect: () => wave(),
  });
  const made = {
    ...audio,
    createOscillator: wave,
    createGain: () => ({ gain: STILL, connect: () => wave() }),
  };
  Object.assign(window, {
    AudioContext: class {
      constructor() {
        Object.assign(this, made);
      }
    },
  });
}

const still = (): void => undefined;
const STILL = { setValueAtTime: still, linearRampToValueAtTime: still, exponentialRampToValueAtTime: still };

async function till(stage: Stage, told: Scene = scene(SOME)): Promise<void> {
  sounds(stage, "running");
  localStorage.removeItem("parley.till");
  await stage.room(told, { view: "merchant", room: "" });
  await stage.find(".card .till-key, .till-none, .skeleton, .gone");
}

async function onShift(stage: Stage, told: Scene = scene(SOME), name = "Yuki"): Promise<void> {
  await till(stage, told);
  await stage.type(name, ".till-shift input");
  await stage.press(".till-shift .primary");
  await stage.find(".till-sound");
}

async function blocked(stage: Stage): Promise<void> {
  await till(stage);
  sounds(stage, "suspended");
  await stage.press(".till-shift .primary");
  await stage.find(".till-blocked");
}

/** Forty at the peak. */
const MANY = Array.from({ length: 40 }, (_, i) =>
  one(
    1100 + i,
    i % 3 === 0
      ? [
          ...born(40 - i),
          say("ann", i % 2 ? "Chopsticks for two, please." : "When is it ready?", 1 + (i % 17)),
        ]
      : [...born(60 - i), say("sakura", "Your order is in the kitchen.", 12)],
    3 + (i % 3 === 0 ? 0 : 1),
    { stage: i > 33 ? "delivered" : "accepted" },
  ),
);

const BUSY = { minutes: 15, until: ago(-45) };
const full: ServerFrame["t"] = "busy";

export const TILL: readonly State[] = statesOf(
  "room page",
  [
    "till",
    "all orders of a shop, what waits longest first; the sound waits for the shift",
    (stage) => till(stage),
  ],
  ["till-shift", "who stands at the till, and that it sounds", (stage) => onShift(stage)],
  [
    "till-who",
    "the next one takes over, or the shift ends",
    async (stage) => {
      await onShift(stage);
      await stage.press(".till-who");
      await stage.find(".till-shift");
    },
  ],
  ["till-blocked", "that the browser blocks the sound, and what to do", blocked],
  ["till-one", "that one order waits", (stage) => onShift(stage, scene(SOME.slice(0, 1)))],
  ["till-empty", "that there is no order yet, and what will appear", (stage) => till(stage, scene([]))],
  [
    "till-opening",
    "the structure of what will appear",
    async (stage) => {
      sounds(stage, "running");
      await stage.room(scene([], { reply: (frame) => (frame.t === "hello" ? [] : undefined) }), {
        view: "merchant",
        room: "",
      });
      await stage.pass(500);
      await stage.find(".skeleton");
    },
  ],
  [
    "till-offline",
    "that it is offline, and what waits to be sent",
    async (stage) => {
      await onShift(stage);
      await stage.loses();
      await stage.press(".card .till-key");
      await stage.find(".card-line.is-sending");
    },
  ],
  ["till-many", "forty orders at the peak", (stage) => onShift(stage, scene(MANY))],
  [
    "till-busy",
    "that every answer has more minutes, until when",
    async (stage) => {
      await onShift(stage);
      await stage.hears({ t: full, ...BUSY } as ServerFrame);
      await stage.find(".till-until:not(:empty)");
    },
  ],
  [
    "till-busy-failed",
    "that it could not be set",
    async (stage) => {
      await onShift(stage);
      await stage.press(".till-busy .till-key", 1);
      await stage.find(".till-until:not(:empty)");
    },
  ],
  [
    "till-answered",
    "what became of a change that was asked for",
    async (stage) => {
      await onShift(stage, scene(SOME, { reply: acknowledging }));
      const asked = SOME[2] as Joined;
      const answer = { kind: "answer", by: "sakura", at: ago(0), target: 4, body: { accepted: true } };
      await stage.hears(more(asked, answer as unknown as Loose));
      await stage.find(".card-answer");
    },
  ],
  [
    "till-declined",
    "the same for a change that was declined",
    async (stage) => {
      await onShift(stage, scene(SOME, { reply: acknowledging }));
      const asked = SOME[2] as Joined;
      const answer = { kind: "answer", by: "sakura", at: ago(0), target: 4, body: { accepted: false } };
      await stage.hears(more(asked, answer as unknown as Loose));
      await stage.find(".card-answer");
    },
  ],
  [
    "till-refused",
    "that an answer was not sent",
    async (stage) => {
      const reply: Scene["reply"] = (frame) =>
        frame.t === "send"
          ? [{ t: "error", code: "forbidden", message: "", room: frame.room, cid: frame.cid } as ServerFrame]
          : undefined;
      await onShift(stage, scene(SOME, { reply }));
      await stage.press(".card .till-key");
      await stage.find(".card-line.is-failed");
    },
  ],
  [
    "till-room",
    "one of them, whole, beside the board",
    async (stage) => {
      await onShift(stage);
      await stage.press(".card-open", 1);
      await stage.find(".till-room .msg");
    },
  ],
);
