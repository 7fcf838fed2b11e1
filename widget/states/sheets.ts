/** States of the widget's sheet on a bad path, and in a frame of its own. */
import { asSeenBy, order } from "./scene";
import { ignoring, refusing, type Scene, type Stage } from "./stage";
import { type State, statesOf } from "./state";
import { LIST, wroteSince } from "./widget";

const open = (stage: Stage, more: Partial<Scene> = {}, data: Record<string, string> = {}): Promise<void> =>
  stage.sheet({ rooms: [order()], list: LIST, ...more }, data);

async function connecting(stage: Stage): Promise<void> {
  stage.wire.up = false;
  await open(stage);
  await stage.pass(1_500);
}

async function cutOff(stage: Stage, ...words: string[]): Promise<void> {
  await open(stage);
  await stage.loses();
  for (const one of words) await stage.write(one);
  await stage.pass(1_500);
}

async function waits(stage: Stage, code: string): Promise<void> {
  await open(stage, { reply: refusing("send", code, { retry_after_ms: 30_000 }) });
  for (const one of ["One.", "Two."]) await stage.write(one);
  await stage.find(".is-slowed");
}

async function ended(stage: Stage): Promise<void> {
  await open(stage);
  await stage.hears({ t: "left", room: order().room, reason: "removed" });
  await stage.find(".gone");
}

async function listCutOff(stage: Stage): Promise<void> {
  await open(stage);
  await stage.press(".back-button");
  await stage.find(".rooms-dock");
  await stage.loses();
  await stage.pass(1_500);
}

async function isolated(stage: Stage, more: Partial<Scene> = {}): Promise<void> {
  await open(stage, more, { isolate: "on" });
  await stage.find(".msg, .ghost, .waiting");
}

async function isolatedUnread(stage: Stage): Promise<void> {
  await isolated(stage);
  await stage.press(".head .icon-button:not(.back-button)", -1);
  Object.defineProperty(document, "hidden", { value: true });
  await wroteSince(stage, 2);
  await stage.until(() => document.title.startsWith("(2)"), "the number in the title");
}

const locked = asSeenBy("ann", order(undefined, { locked: true }), { can: ["history", "seen", "help"] });

export const SHEETS: readonly State[] = statesOf(
  "website widget",
  ["sheet-connecting", "that the sheet is connecting", connecting],
  ["sheet-offline", "that there is no connection, and a way to try at once", (stage) => cutOff(stage)],
  [
    "sheet-offline-queue",
    "how many messages wait, and when they will leave",
    (stage) => cutOff(stage, "I am coming down.", "Which car is it?"),
  ],
  ["sheet-slowed", "that the server asked for patience", (stage) => waits(stage, "rate_limited")],
  ["sheet-busy", "that the server is busy, and what waits", (stage) => waits(stage, "unavailable")],
  ["sheet-locked", "that nothing can be written any more", (stage) => open(stage, { rooms: [locked] })],
  ["sheet-removed", "that one was taken out, and the ways on", ended],
  ["rooms-offline", "one's conversations as they were when the connection was lost", listCutOff],
  ["isolated", "the same in a frame that the page cannot read", (stage) => isolated(stage)],
  [
    "isolated-loading",
    "the outline of bubbles in that frame",
    async (stage) => {
      await open(stage, { rooms: [], reply: ignoring("join") }, { isolate: "on" });
      await stage.find(".head");
      await stage.pass(200);
    },
  ],
  ["isolated-unread", "how many wait, on the button and in the page's title", isolatedUnread],
);
