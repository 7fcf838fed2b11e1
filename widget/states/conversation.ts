/** States of the timeline: what was said and what happened, and how it is marked. */
import {
  ago,
  asSeenBy,
  comes,
  cursors,
  FACTS,
  founded,
  type Loose,
  more,
  numbered,
  order,
  person,
  ROOM,
  say,
  TALK,
} from "./scene";
import { ignoring, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const DAY = 24 * 60;

/** Much talk: enough to scroll. */
const MUCH: readonly Loose[] = Array.from({ length: 40 }, (_, i) =>
  say(i % 3 ? "ken" : "sakura", `${i + 1}. At crossing ${i + 1} of 40.`, 300 - i * 7),
);

export const room = (entries?: readonly Loose[], over?: Parameters<typeof order>[1]) => (stage: Stage) =>
  stage.room({ rooms: [order(entries, over)] });

async function scrolledUp(stage: Stage, fresh: number): Promise<void> {
  const much = order(MUCH);
  await stage.room({ rooms: [much] });
  await stage.scroll(400);
  const said = Array.from({ length: fresh }, (_, i) => say("ken", `Two minutes ${i + 1}.`, 0));
  if (fresh > 0) await stage.hears(more(much, ...said));
}

async function olderLoading(stage: Stage): Promise<void> {
  const page = order(MUCH, { first_seq: 1, last_seq: 140, entries: numbered(MUCH, 101) });
  await stage.room({ rooms: [page], reply: ignoring("history") });
  await stage.scroll(0);
}

export const CROWD = ["Aoi", "Ben", "Chika", "Dai", "Emi", "Fumi", "Gen", "Hana"];
export const crowdComes = CROWD.map((name) => comes(name.toLowerCase(), "member", name, 60));

const EVERY_ROLE: readonly Loose[] = [
  say("ann", "I cannot open the door.", 20),
  say("ken", "I am downstairs.", 19),
  say("sakura", "It was packed at 19:10.", 18),
  say("mei", "I am looking into it.", 17),
  say("sv", "Mei has my go-ahead.", 16, { author: { name: "Naoko", role: "supervisor" } } as Partial<Loose>),
  say("ad", "The account is in order.", 15, { author: { name: "Otto", role: "admin" } } as Partial<Loose>),
  say("b_1", "Usually answered within 5 minutes.", 14, {
    author: { name: "Night bot", role: "bot" },
  } as Partial<Loose>),
  say("mem", "Same here.", 13, { author: { name: "Pat", role: "member" } } as Partial<Loose>),
  { ...say("x", "Payment has arrived.", 12), by: null } as Loose,
  say("unknown", "I have left long ago.", 11),
];

const LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff Bartholomew-Alexander the Third";
const LONG_PEOPLE = [
  person("ann", "customer", "Ann"),
  person("ken", "driver", LONG_NAME),
  person("sakura", "merchant", "お食事処さくら本店別館テイクアウト専門カウンター", { presence: "away" }),
];
const LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

const LONG_WORDS: readonly Loose[] = [
  say("ken", `${LONG_WORD}${LONG_WORD}`, 9),
  say("ann", `https://example.com/${"path/".repeat(20)}?q=${"x".repeat(90)}`, 8),
  say("sakura", "ー".repeat(120), 7),
  say("ann", "One\ntwo\n\nfour lines", 6),
];

const SCRIPTS: readonly Loose[] = [
  say("ken", "אני ליד הכניסה, קומה 3 (דלת 12).", 9),
  say("sakura", "طلبك جاهز الآن: 2 × رامن", 8),
  say("ann", "Thanks, כן, 3-12-8.", 7),
  say("mei", "了解しました。すぐに確認いたしますので、少々お待ちください。", 6),
];

export const CONVERSATION: readonly State[] = statesOf(
  "room page",
  [
    "loading",
    "the outline of bubbles while the room opens",
    async (stage) => {
      await stage.room({ rooms: [], reply: ignoring("join") });
      await stage.pass(200);
    },
  ],
  ["empty", "that nothing is written yet, and who will read it", room([founded()])],
  ["history", "what was said, by whom, when", room()],
  [
    "order-details",
    "what this party needs to know of the order, one tap from a call or the way",
    (stage) =>
      stage.room(
        {
          me: ["ken", "driver", "Ken"],
          rooms: [asSeenBy("ken", order(TALK, { facts: FACTS }))],
        },
        { view: "customer" },
      ),
  ],
  [
    "grouped",
    "bubbles of one person in a row, joined",
    room([
      say("ken", "I am at the gate.", 9),
      say("ken", "Which bell is it?", 8),
      say("ken", "There are four.", 8),
      say("ann", "The second.", 7),
      say("ann", "From the left.", 7),
      say("ann", "It says Mori.", 6),
    ]),
  ],
  [
    "days",
    "a line for each day, named as people name it",
    room([
      founded(30 * DAY),
      say("ann", "See you in November.", 30 * DAY),
      say("ken", "On Wednesday then.", 3 * DAY),
      say("ann", "Tomorrow at eight.", DAY),
      say("ken", "I am on my way.", 5),
    ]),
  ],
  [
    "unread",
    "a line above what is new since the last visit",
    (stage) => stage.room({ rooms: [cursors(order(), { ann: [11, 7] })] }),
  ],
  ["older-loading", "that earlier messages are on their way", olderLoading],
  ["window-beginning", "from where on one sees the conversation", room(TALK.slice(6), { first_seq: 7 })],
  ["jump", "a button to the latest message, while one reads above", (stage) => scrolledUp(stage, 0)],
  ["jump-one", "that one new message stands below", (stage) => scrolledUp(stage, 1)],
  ["jump-many", "how many new messages stand below", (stage) => scrolledUp(stage, 12)],
  ["every-role", "name, shape and colour of every role", room(EVERY_ROLE)],
  [
    "replies",
    "what a message answers, also when that is gone or out of sight",
    room([
      say("ken", "Shall I leave it at the door?", 9),
      say("ann", "Yes, please.", 8, { reply_to: 1 } as Partial<Loose>),
      { ...say("ken", "", 7), body: {}, redacted: { by: "ken", at: ago(6) } } as unknown as Loose,
      say("sakura", "Thank you.", 6, { reply_to: 3 } as Partial<Loose>),
      say("mei", "See above.", 5, { reply_to: 900 } as Partial<Loose>),
    ]),
  ],
  [
    "edited-deleted",
    "that words were changed, and that a message was taken back",
    room([
      say("ken", "Seven minutes.", 9, { edited: true } as Partial<Loose>),
      { ...say("ken", "", 8), body: {}, redacted: { by: "ken", at: ago(7) } } as unknown as Loose,
      say("ann", "Second bell.", 7, { edited: true } as Partial<Loose>),
      { ...say("ann", "", 6), body: {}, redacted: { by: "ann", at: ago(5) } } as unknown as Loose,
    ]),
  ],
  [
    "reactions",
    "which reactions a message has, from how many, and one's own",
    room([
      say("ken", "I am there.", 9, {
        reactions: { "🙏": ["ann"], "👍": ["ann", "sakura"] },
      } as Partial<Loose>),
      say("ann", "Coming down.", 8, { reactions: { "😊": ["ken"] } } as Partial<Loose>),
    ]),
  ],
  [
    "long-names",
    "long names, cut where they would push others out",
    (stage) =>
      stage.room({
        rooms: [
          order(TALK.slice(5), {
            participants: LONG_PEOPLE,
            subject: "Order 1042: birthday dinner for twelve, second delivery of three, side entrance",
          }),
        ],
      }),
  ],
  ["long-words", "words and addresses without a gap, broken inside the bubble", room(LONG_WORDS)],
  [
    "links",
    "addresses that one can open, and what only looks like one",
    room([
      say("ken", "The menu: https://sakura.example/menu?day=6", 9),
      say("sakura", "javascript:alert(1) is no address; www.sakura.example is", 8),
    ]),
  ],
  [
    "emoji",
    "emoji, alone and in words",
    room([
      say("ken", "👍", 9),
      say("ann", "👩‍👩‍👧‍👦🏳️‍🌈🇯🇵👋🏽", 8),
      say("sakura", "ラーメン 🍜 できました 🎉", 7),
    ]),
  ],
  ["right-to-left", "each message in the direction of its own words", room(SCRIPTS)],
  [
    "arriving",
    "a message that has just come, said aloud once to those who listen",
    async (stage) => {
      const joined = order();
      await stage.room({ rooms: [joined] });
      await stage.hears(more(joined, say("ken", "I am at the gate.", 0)));
    },
  ],
  [
    "crowd",
    "how many are here, and how many have read it",
    (stage) => {
      const some = CROWD.map((name) => person(name.toLowerCase(), "member", name));
      return stage.room({
        rooms: [
          order([...crowdComes, say("ann", "The summer fair begins at ten.", 3)], {
            kind: "group",
            subject: "Neighbours, area 7",
            participants: [person("ann", "customer", "Ann"), ...some],
            participant_count: 4_999,
            counts: [{ seq: 9, delivered: 3_120, read: 812, of: 4_998 }],
          }),
        ],
      });
    },
  ],
  ["typing-one", "who is writing", typing(["ken"])],
  ["typing-two", "that two are writing, by name", typing(["ken", "sakura"])],
  ["typing-many", "that several are writing, the first by name", typing(["ken", "sakura", "mei"], 9)],
);

function typing(users: string[], count?: number): State["open"] {
  return async (stage) => {
    await stage.room({ rooms: [order()] });
    await stage.hears({ t: "typing", room: ROOM, users, ...(count !== undefined && { count }) });
  };
}
