/** States of writing: the composer, what is on its way out, a message's actions, quick phrases. */

import { outboxFull } from "./acting";
import { asSeenBy, cursors, FACTS, order, say, TALK } from "./scene";
import { acknowledging, refusing, type Scene, type Script, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const DRIVER = {
  me: ["ken", "driver", "Ken"],
  rooms: [asSeenBy("ken", order(TALK, { facts: FACTS }))],
} as const;

async function written(stage: Stage, scene: Partial<Scene> = {}, ...words: string[]): Promise<void> {
  await stage.room({ rooms: [order()], ...scene });
  for (const one of words) await stage.write(one);
  await stage.find(".unsent");
  await stage.until(() => stage.wire.said.some((frame) => frame.t === "send"), "a send on the wire");
}

/** Every reason that a refusal can have, one message each. */
const REASONS = [
  "forbidden",
  "room_locked",
  "not_found",
  "too_large",
  "bad_field",
  "cid_reused",
  "quota_spent",
];

async function refusedForEveryReason(stage: Stage): Promise<void> {
  let next = 0;
  const reply: Script = (frame) =>
    frame.t === "send" ? refusing("send", REASONS[next++] ?? "forbidden")(frame) : undefined;
  await written(stage, { reply }, ...REASONS.map((_, i) => `Message ${i + 1}`));
  await stage.until(() => document.querySelectorAll(".is-failed").length === REASONS.length, "all refusals");
}

/** The menu of the last message that matches; then perhaps one of its lines. */
async function menu(stage: Stage, whose: ".mine" | ".theirs", line?: number): Promise<void> {
  await stage.room({ rooms: [cursors(order(), {})] });
  await stage.press(`${whose} .actions .pop-button`, -1);
  await stage.find(".menu-item");
  if (line !== undefined) await stage.press(".menu-item", line);
}

async function boxFull(stage: Stage): Promise<void> {
  await stage.room({ rooms: [order([say("ken", "Tell me everything.", 3)])] });
  await outboxFull(stage);
  await stage.write("One more.");
  await stage.find(".write-error");
}

async function morePhrases(stage: Stage): Promise<void> {
  await stage.room(DRIVER, { view: "driver" });
  await stage.press(".phrase-more");
}

export const WRITING: readonly State[] = statesOf(
  "room page",
  [
    "sending",
    "one's own words at once, and that they are being sent",
    (stage) => written(stage, {}, "I am coming down."),
  ],
  [
    "sent",
    "that the server has it",
    async (stage) => {
      await written(stage, { reply: acknowledging }, "I am coming down.");
      await stage.find(".unsent.is-sent");
    },
  ],
  [
    "failed",
    "that it was not sent, why, and what one can do",
    async (stage) => {
      const reply = refusing("send", "forbidden");
      await written(stage, { reply }, "I am coming down.");
      await stage.find(".is-failed");
    },
  ],
  ["failed-reasons", "each reason in plain words", refusedForEveryReason],
  [
    "writing",
    "what one is writing, and the way to send it",
    async (stage) => {
      await stage.room({ rooms: [order()] });
      await stage.type("Could you leave it with the concierge?\nThe desk is open until ten.");
    },
  ],
  [
    "too-long",
    "how many characters are too many",
    async (stage) => {
      await stage.room({ rooms: [order()] });
      await stage.type("a".repeat(4_100));
    },
  ],
  ["outbox-full", "that too much waits, and that the words are still in the box", boxFull],
  [
    "replying",
    "which message is being answered",
    async (stage) => {
      await menu(stage, ".theirs", 0);
      await stage.type("At the desk, please.");
    },
  ],
  ["editing", "that one's own message is being changed", (stage) => menu(stage, ".mine", 1)],
  [
    "phrases",
    "the phrases used most often, one tap each",
    async (stage) => {
      await stage.room({ rooms: [order()] });
      await stage.find(".phrase");
    },
  ],
  [
    "driver",
    "four large phrases under the thumb, the order's facts as keys",
    async (stage) => {
      await stage.room(DRIVER, { view: "driver" });
      await stage.find(".phrase");
    },
  ],
  ["driver-phrases-open", "all phrases", morePhrases],
  [
    "merchant",
    "the order as a card",
    (stage) =>
      stage.room(
        {
          me: ["sakura", "merchant", "Sakura Diner"],
          rooms: [asSeenBy("sakura", order(TALK, { facts: FACTS.slice(0, 1) }))],
        },
        { view: "merchant" },
      ),
  ],
  [
    "may-not-write",
    "why there is nothing to write in",
    (stage) => stage.room({ rooms: [asSeenBy("ann", order(), { can: ["history", "seen"] })] }),
  ],
);
