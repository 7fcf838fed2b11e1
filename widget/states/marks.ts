/** States of the marks: who has a message and who has read it. */
import { asSeenBy, cursors, founded, order, PARTIES, person, ROOM, say, TALK } from "./scene";
import type { Stage } from "./stage";
import { type State, statesOf } from "./state";

const LAST = TALK.length;
const TEN = Array.from({ length: 12 }, (_, i) => `Neighbour ${i + 1}`);

/** How far driver, merchant and agent are: [delivered, read] each. */
const marked = (at: Parameters<typeof cursors>[1]) => (stage: Stage) =>
  stage.room({ rooms: [cursors(order(), at)] });

/** The list behind the marks of the last message. */
async function seenList(stage: Stage, at: Parameters<typeof cursors>[1]): Promise<void> {
  await marked(at)(stage);
  await stage.press(".pips .pop-button", -1);
  await stage.find(".seen-list li");
}

async function seenAtKnownTimes(stage: Stage): Promise<void> {
  await marked({ ken: [LAST, 8], sakura: [8, 8], mei: [0, 0] })(stage);
  await stage.pass(60_000);
  await stage.hears({ t: "receipts", room: ROOM, cursors: [{ user: "ken", delivered: LAST, read: LAST }] });
  await stage.pass(60_000);
  await stage.hears({ t: "receipts", room: ROOM, cursors: [{ user: "sakura", delivered: LAST, read: 8 }] });
  await stage.press(".pips .pop-button", -1);
  await stage.find(".seen-list time");
}

async function oneHasLeft(stage: Stage): Promise<void> {
  const joined = cursors(order(), { ken: [LAST, LAST], sakura: [8, 8] });
  const here = joined.participants.map((who) =>
    who.user === "sakura" ? { ...who, left_seq: LAST + 1 } : who,
  );
  await stage.room({ rooms: [{ ...joined, participants: here }] });
  await stage.press(".pips .pop-button", -1);
  await stage.find(".seen-list li");
}

async function manyPips(stage: Stage): Promise<void> {
  const many = TEN.map((name, i) =>
    person(`n${i}`, "member", name, { joined_seq: 1, delivered: 9, read: i < 2 ? 9 : 0 }),
  );
  const joined = order([founded(), say("ann", "The fair begins at ten.", 3)], { kind: "group" });
  await stage.room({ rooms: [{ ...joined, participants: [...PARTIES.slice(0, 1), ...many] }] });
  await stage.press(".pips .pop-button", -1);
  await stage.find(".seen-list li");
}

export const MARKS: readonly State[] = statesOf(
  "room page",
  [
    "pips-sent",
    "outlines: the server has it, nobody else yet",
    marked({ ken: [0, 0], sakura: [0, 0], mei: [0, 0] }),
  ],
  [
    "pips-delivered",
    "half-filled shapes: it is on their devices",
    marked({ ken: [LAST, 0], sakura: [LAST, 0], mei: [LAST, 0] }),
  ],
  ["pips-read", "filled shapes: all have read it", marked({})],
  ["pips-mixed", "each party as far as it is", marked({ ken: [LAST, LAST], sakura: [LAST, 6], mei: [0, 0] })],
  [
    "pips-alone",
    "one mark in words, where nobody else is here",
    (stage) =>
      stage.room({
        rooms: [order([say("ann", "Is anybody here?", 3)], { participants: PARTIES.slice(0, 1) })],
      }),
  ],
  [
    "pips-two",
    "one mark in a room of two",
    (stage) =>
      stage.room({
        rooms: [cursors(order(TALK, { participants: PARTIES.slice(0, 2) }), { ken: [LAST, 0] })],
      }),
  ],
  [
    "seen-list",
    "who has read it, who has it, who not yet",
    (stage) => seenList(stage, { ken: [LAST, LAST], sakura: [LAST, 6], mei: [0, 0] }),
  ],
  ["seen-list-times", "when it was read, where that is known", seenAtKnownTimes],
  ["seen-list-all", "that everyone has seen it", (stage) => seenList(stage, {})],
  ["seen-list-left", "who left without reading it", oneHasLeft],
  ["seen-list-many", "a count and a thin bar in the place of many shapes, and the list behind", manyPips],
  [
    "pips-merchant",
    "the same marks before the merchant's eyes",
    (stage) =>
      stage.room(
        {
          me: ["sakura", "merchant", "Sakura Diner"],
          rooms: [asSeenBy("sakura", cursors(order(), { ken: [LAST, 8], ann: [LAST, LAST] }))],
        },
        { view: "merchant" },
      ),
  ],
);
