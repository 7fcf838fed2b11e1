/** States of the website widget: the launcher and the sheet it opens. */
import type { Summary } from "../src/core/wire";
import { AT, cursors, order, ROOM, say, TALK } from "./scene";
import { ignoring, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const LIST: readonly Summary[] = [
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
    const joined = order();
    const ken = Array.from({ length: count }, (_, i) => say(i % 2 ? "sakura" : "ken", `Message ${i + 1}`, 0));
    await stage.sheet({ rooms: [cursors(joined, {})], list: LIST });
    await stage.find(".sheet-frame .msg");
    await stage.press(".sheet-frame .head .icon-button", -1);
    const entries = ken.map((one, i) => ({ ...one, seq: joined.last_seq + 1 + i }));
    await stage.hears({ t: "entries", room: ROOM, entries } as Parameters<Stage["hears"]>[0]);
  };

export const WIDGET: readonly State[] = statesOf(
  "website widget",
  [
    "launcher",
    "a round button in the corner of somebody's page",
    (stage) => stage.shop({ rooms: [order()] }),
  ],
  ["launcher-unread", "that one new message waits, and whose", unread(1)],
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
  [
    "sheet-no-link",
    "that there is no conversation to open",
    (stage) => stage.sheet({ rooms: [] }, { token: "" }),
  ],
  [
    "inline",
    "the conversation in a place of the page",
    (stage) => stage.shop({ rooms: [order()], list: LIST }, { inline: "#place" }),
  ],
);
