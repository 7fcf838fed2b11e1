/** States of the bad minute: a server that is busy or was restored, a device that keeps nothing, a clock that is wrong. */
import type { Joined } from "../src/core/wire";
import { AT, ago, asSeenBy, order, PARTIES, person, say, TALK } from "./scene";
import { answering, refusing, type Script, type Stage } from "./stage";
import { type State, statesOf } from "./state";

async function busy(stage: Stage, ...words: string[]): Promise<void> {
  await stage.room({
    rooms: [order()],
    reply: refusing("send", "unavailable", { retry_after_ms: 20_000 }),
  });
  for (const one of words) await stage.write(one);
  await stage.find(".is-slowed");
}

/** As many messages as one device holds. */
async function queueFull(stage: Stage): Promise<void> {
  await stage.room({ rooms: [order([say("ken", "Are you there?", 3)])] });
  await stage.loses();
  const { room } = (window as unknown as { parley: { room: { send(text: string): string | null } } }).parley;
  for (let i = 1; i <= 500; i += 1) room.send(`Message ${i}`);
  await stage.pass(1_500);
}

/** This browser forbids what keeps messages. */
async function notKept(stage: Stage): Promise<void> {
  const open = (): never => {
    throw new DOMException("forbidden", "SecurityError");
  };
  Object.defineProperty(window, "indexedDB", { value: { open }, configurable: true });
  await stage.room({ rooms: [order()] });
  await stage.loses();
  await stage.write("I am coming down.");
  await stage.pass(3_500);
}

/** The server came back with an older copy of its log. */
async function restored(stage: Stage, missing: number, ...unsent: string[]): Promise<void> {
  const whole = order();
  const older = order(TALK.slice(0, TALK.length - missing));
  let now: Joined = whole;
  const reply: Script = (frame) => {
    if (frame.t !== "join") return "cid" in frame ? [] : undefined;
    const ref = frame.ref === undefined || frame.ref === null ? {} : { ref: frame.ref };
    return [{ ...now, ...ref }];
  };
  await stage.room({ rooms: [whole], reply });
  await stage.loses();
  for (const one of unsent) await stage.write(one);
  now = { ...older, reset: true };
  stage.wire.up = true;
  stage.wire.epoch = "e2";
  await stage.pass(40_000);
  await stage.find(".banner");
}

const clockOff = (minutes: number) => (stage: Stage) =>
  stage.room({ rooms: [order()], welcome: { server_time: ago(-minutes) } });

const locked = (days: number) => (stage: Stage) => {
  const joined = order(undefined, { locked: true, locks_at: ago(days * 24 * 60) });
  return stage.room({ rooms: [asSeenBy("ann", joined, { can: ["history", "seen", "help"] })] });
};

async function helpUnderWay(stage: Stage, offline: boolean): Promise<void> {
  await stage.room({ rooms: [order()], reply: answering({ silent: true }) });
  await stage.press(".help-button");
  if (offline) await stage.loses();
  await stage.press(".surface .primary");
  await stage.pass(0);
}

const refusedForLong = answering({}, "rate_limited");

async function tooMany(stage: Stage, later: number): Promise<void> {
  await stage.room({ rooms: [order()], reply: refusedForLong });
  await stage.write("Once more.");
  await stage.find(".is-failed");
  await stage.pass(later);
}

export const TROUBLE: readonly State[] = statesOf(
  "room page",
  [
    "busy-opening",
    "that the server is busy, and the room opens by itself",
    async (stage) => {
      await stage.room({ rooms: [], reply: refusing("join", "unavailable", { retry_after_ms: 30_000 }) });
      await stage.pass(200);
    },
  ],
  ["busy-one", "that the server is busy, and one message waits", (stage) => busy(stage, "One.")],
  ["busy", "how many messages wait for a server that is busy", (stage) => busy(stage, "One.", "Two.")],
  ["too-many", "when it can be sent again", (stage) => tooMany(stage, 0)],
  ["too-many-over", "that it can be tried again", (stage) => tooMany(stage, 400_000)],
  ["queue-full", "that no more messages are taken until some are sent", queueFull],
  ["not-kept", "that this page must stay open, because this browser keeps nothing", notKept],
  ["restored-one", "that one message is gone from the server", (stage) => restored(stage, 1)],
  [
    "restored",
    "how many messages are gone from the server, and that one is kept",
    (stage) => restored(stage, 2, "I am coming down."),
  ],
  ["restored-kept", "the same with several kept", (stage) => restored(stage, 2, "Hello?", "Still there?")],
  [
    "restored-list",
    "what is gone from the server, to read and to send again",
    async (stage) => {
      await restored(stage, 2);
      await stage.press(".banner .link");
      await stage.find(".lost-list");
    },
  ],
  ["clock-slow", "that this device's clock is slow", clockOff(25)],
  ["clock-fast", "that this device's clock is fast", clockOff(-25)],
  ["help-over", "that help can not be had any more", locked(8)],
  ["help-sending", "that the call for help is on its way", (stage) => helpUnderWay(stage, false)],
  ["help-waits", "that support is asked when one is back online", (stage) => helpUnderWay(stage, true)],
  [
    "help-came",
    "who has come from support",
    (stage) => {
      const here = [...PARTIES.slice(0, 3), person("mei", "agent", "Mei")];
      return stage.room({
        rooms: [order(undefined, { participants: here, waiting: { since: AT, reason: "late", by: "ann" } })],
      });
    },
  ],
);
