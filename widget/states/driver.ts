/** States of a driver's page: all orders, the way to the next, voice, being told when away. */
import type { Joined, Summary } from "../src/core/wire";
import { entered, session } from "./invited";
import { AT, ago, asSeenBy, FACTS, happens, order, ROOM, say, TALK } from "./scene";
import { acknowledging, type Scene, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const KEN = ["ken", "driver", "Ken"] as const;
const stop = (n: number): Joined["facts"][number] => ({
  key: "stop",
  label: "Stop",
  value: String(n),
  kind: "text",
});

function stopped(n: number, entries: Parameters<typeof order>[0] = TALK, more: Partial<Joined> = {}): Joined {
  const [room, subject] = [`order-104${n + 1}`, `Order 104${n + 1}`];
  const facts = [stop(n), ...FACTS];
  const mine = asSeenBy("ken", order(entries, { room, subject, facts, ...more }));
  return {
    ...mine,
    participants: mine.participants.map((who) =>
      who.user === "ken" ? { ...who, read: 7, delivered: 7 } : who,
    ),
  };
}

const summary = ({ room, kind, subject, status, locked, last_seq }: Joined): Summary => ({
  ...{ room, kind, subject, status, locked, last_seq, unread: 0, at: AT },
  role: "driver",
});

/** Three orders; what was said in the first. */
function three(first: Joined = stopped(1)): Scene {
  const asks = [...TALK.slice(0, 8), say("ann", "Is it far yet?", 3), say("ann", "I am in the garden.", 1)];
  const rooms = [first, stopped(2, asks), stopped(3, [...TALK.slice(0, 7), say("ann", "Thank you.", 1)])];
  return { me: KEN, rooms, list: rooms.map(summary) };
}

async function orders(stage: Stage, scene: Scene = three()): Promise<void> {
  await stage.room(scene, { view: "driver" });
  await stage.find(".order + *, .orders li:nth-child(3)");
  await stage.find(".phrase");
}

/** Done with this one. */
async function delivered(stage: Stage): Promise<void> {
  await orders(
    stage,
    three(
      stopped(1, [...TALK, happens("delivered", 0)], {
        locks_at: ago(-20),
        stage: "delivered",
      }),
    ),
  );
  await stage.find(".next-order");
}

async function replaced(stage: Stage): Promise<void> {
  await orders(stage);
  await stage.hears({ t: "left", room: "order-1042", reason: "replaced" });
  await stage.find(".gone .next-order");
}

/** A browser that listens, and hears half of a sentence. */
async function speaks(stage: Stage): Promise<void> {
  const heard = [[{ transcript: "I left it with the concierge" }]];
  class Ear {
    onresult: ((heard: object) => void) | null = null;
    start(): void {
      queueMicrotask(() => this.onresult?.({ results: heard }));
    }
    abort(): void {
      // Nobody listens here.
    }
  }
  Object.assign(window, { SpeechRecognition: Ear });
  await orders(stage);
  await stage.press(".voice");
  await stage.until(() => stage.all("textarea").some((box) => (box as HTMLTextAreaElement).value), "words");
}

/** In by a link, in a browser that can be told, after the first message. */
async function told(
  stage: Stage,
  { allows = true, key = "BNcR", closed = false }: { allows?: boolean; key?: string; closed?: boolean } = {},
): Promise<void> {
  const http = tells(allows, "default", key);
  await entered(
    stage,
    { redeem: { status: 200, body: session("order-1042") } },
    { http, reply: acknowledging, ...(closed && { rooms: [WAITS] }) },
  );
  // The part that asks is here when it has described the page.
  await stage.find("link[rel=apple-touch-icon]");
  if (closed) {
    await stage.hears({ t: "queue", room: ROOM, state: "closed", back_at: ago(-120) });
    await stage.find(".away");
    return;
  }
  await stage.find(".phrase");
  await stage.press(".phrase");
  await stage.find(".away");
}

/** A browser that can be told, as its person lets it; answers what the server says to it. */
export function tells(
  allows: boolean,
  permission: NotificationPermission,
  key = "BNcR",
): NonNullable<Scene["http"]> {
  Object.defineProperty(Notification, "permission", { get: () => permission, configurable: true });
  Notification.requestPermission = async () => (allows ? "granted" : "denied");
  const subscription = { toJSON: () => ({}), options: {}, endpoint: "" };
  const pushManager = { subscribe: async () => subscription, getSubscription: async () => null };
  const registration = { pushManager, active: { state: "activated" } };
  const container = { register: async () => registration, getRegistration: async () => registration };
  const rest = { addEventListener: () => undefined, startMessages: () => undefined };
  Object.defineProperty(navigator, "serviceWorker", { value: { ...container, ...rest }, configurable: true });
  return (_, path) => {
    if (path === "/v1/push") return { status: 200, body: { key } };
    return path === "/v1/push/subscriptions" ? { status: 201, body: { id: "p_1" } } : undefined;
  };
}

/** In a support room since yesterday, and nobody has answered. */
const WAITS = asSeenBy(
  "ken",
  order([say("ken", "The gate is locked.", 2)], {
    kind: "support",
    subject: "Support",
    waiting: { since: ago(2), reason: "message", by: "ken" },
  }),
);

const answered = (allows: boolean) => async (stage: Stage) => {
  await told(stage, { allows });
  await stage.press(".away .primary");
  await stage.find(".away[role=status]");
};

/** A browser that tells only from its home screen. */
async function home(stage: Stage): Promise<void> {
  Object.defineProperty(navigator, "standalone", { value: false, configurable: true });
  await told(stage);
}

export const DRIVER: readonly State[] = statesOf(
  "room page",
  ["driver-orders", "all orders in the order of stops, only the first one loud", (stage) => orders(stage)],
  [
    "driver-orders-second",
    "the second of them",
    async (stage) => {
      await orders(stage);
      await stage.press(".order", 1);
      await stage.find(".orders li:nth-child(2) [aria-current]");
    },
  ],
  ["driver-delivered", "that the order is done, and the way to the next", delivered],
  ["driver-replaced", "that somebody else has the order now, and the way to the next", replaced],
  ["driver-speaks", "the words that were heard, before they are sent", speaks],
  ["away-ask", "whether one wants to be told when away", (stage) => told(stage)],
  [
    "away-closed",
    "when somebody is back, and whether one wants to be told",
    (stage) => told(stage, { closed: true }),
  ],
  ["away-told", "what one will be told", answered(true)],
  ["away-failed", "that the browser does not allow it", answered(false)],
  ["away-home", "that the home screen is needed for it", home],
  [
    "away-home-ready",
    "what to touch now",
    async (stage) => {
      await home(stage);
      await stage.press(".away .primary");
    },
  ],
);
