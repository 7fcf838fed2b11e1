/** States of the path to the server: connecting, lost, slow. */
import { asSeenBy, order } from "./scene";
import { refusing, type Scene, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const KEN = { me: ["ken", "driver", "Ken"], rooms: [asSeenBy("ken", order())] } as const;

const SAKURA = { me: ["sakura", "merchant", "Sakura Diner"], rooms: [asSeenBy("sakura", order())] } as const;

async function cutOff(stage: Stage, scene: Scene, view: string, ...words: string[]): Promise<void> {
  await stage.room(scene, { view });
  await stage.loses();
  for (const one of words) await stage.write(one);
  await stage.pass(1_500);
}

/** The server asked to slow down; what is written waits for its turn. */
async function slowed(stage: Stage, view: string, ...words: string[]): Promise<void> {
  const reply = refusing("send", "rate_limited", { retry_after_ms: 60_000 });
  const scene: Scene = view === "driver" ? KEN : { rooms: [order()] };
  await stage.room({ ...scene, reply }, { view });
  for (const one of words) await stage.write(one);
  await stage.find(".is-slowed");
}

async function connecting(stage: Stage, view: string): Promise<void> {
  stage.wire.up = false;
  await stage.room({ ...KEN, rooms: [] }, { view });
  await stage.pass(1_500);
}

export const PATH: readonly State[] = statesOf(
  "room page",
  ["connecting", "that the page is connecting", (stage) => connecting(stage, "customer")],
  ["connecting-driver", "the same as a line across the top", (stage) => connecting(stage, "driver")],
  [
    "offline",
    "that there is no connection, and a way to try at once",
    (stage) => cutOff(stage, { rooms: [order()] }, "customer"),
  ],
  [
    "offline-one",
    "that one message waits, and when it will leave",
    (stage) => cutOff(stage, { rooms: [order()] }, "customer", "I am coming down."),
  ],
  [
    "offline-queue",
    "how many messages wait",
    (stage) => cutOff(stage, { rooms: [order()] }, "customer", "I am coming down.", "Which car is it?"),
  ],
  [
    "offline-driver",
    "how many messages wait, across the top",
    (stage) => cutOff(stage, KEN, "driver", "I am at the gate.", "Nobody opens."),
  ],
  [
    "reconnecting",
    "that the connection is still being looked for",
    async (stage) => {
      await cutOff(stage, { rooms: [order()] }, "customer");
      await stage.pass(20_000);
    },
  ],
  [
    "slowed-one",
    "that the server asked for patience, and one message waits",
    (stage) => slowed(stage, "customer", "One."),
  ],
  [
    "slowed",
    "how many messages wait because the server asked for patience",
    (stage) => slowed(stage, "customer", "One.", "Two.", "Three."),
  ],
  [
    "busy-driver",
    "that the server is busy, across the top",
    async (stage) => {
      const reply = refusing("send", "unavailable", { retry_after_ms: 20_000 });
      await stage.room({ ...KEN, reply }, { view: "driver" });
      await stage.write("I am at the gate.");
      await stage.find(".is-slowed");
    },
  ],
  [
    "offline-merchant",
    "the same before the merchant's eyes",
    (stage) => cutOff(stage, SAKURA, "merchant", "Soon."),
  ],
  ["slowed-driver", "the same across the top", (stage) => slowed(stage, "driver", "One.", "Two.")],
);
