/** States of acting on messages: the menu, deleting, copying, going to what was answered, changes that fail. */
import { AT, ago, asSeenBy, cursors, founded, type Loose, numbered, order, person, say, TALK } from "./scene";
import { answering, type Scene, type Script, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const MEI = ["mei", "agent", "Mei"] as const;
const STAFF_CAN = ["send", "typing", "react", "edit", "redact", "redact_any", "dismiss", "history", "seen"];
export const TAKEN = { status: 200, body: {} };
export const BUSY = { status: 503, body: { code: "unavailable" } };
const REACTED = { "🙏": ["ann", "sakura"], "👍": ["mei"] };

export const muted = (...users: string[]): Partial<Scene> => ({ welcome: { mutes: users } });

/** The menu of the last message of mine or theirs. */
export async function menu(
  stage: Stage,
  whose: ".mine" | ".theirs",
  scene: Partial<Scene> = {},
): Promise<void> {
  await stage.room({ rooms: [order()], ...scene });
  await stage.press(`${whose} .actions .pop-button`, -1);
  await stage.find(".surface.is-menu .menu-item");
}

/** One line of that menu, by its place. */
export const choose =
  (whose: ".mine" | ".theirs", line: number, scene: Partial<Scene> = {}) =>
  async (stage: Stage): Promise<void> => {
    await menu(stage, whose, scene);
    await stage.press(".menu-item", line);
  };

async function copies(stage: Stage, works: boolean): Promise<void> {
  const writeText = (): Promise<void> => (works ? Promise.resolve() : Promise.reject(new Error("no")));
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  document.execCommand = () => false;
  await choose(".theirs", 1)(stage);
}

const reacted = order([...TALK, say("ken", "I am there.", 1, { reactions: REACTED } as Partial<Loose>)]);

const erasedByStaff: Partial<Scene> = {
  me: MEI,
  rooms: [asSeenBy("mei", order(), { can: STAFF_CAN })],
};

const PAPER = { type: "file", file: "f_1", name: "receipt.pdf", size: 18_000, mime: "application/pdf" };
const withFile = order([...TALK, { ...say("ann", "", 1, { cid: "a3-mine-mine" }), body: PAPER } as Loose]);

async function eraseOffline(stage: Stage): Promise<void> {
  await choose(".mine", 3)(stage);
  await stage.loses();
}

/** So much waits already that nothing more fits; then something else is asked for. */
export async function outboxFull(stage: Stage): Promise<void> {
  await stage.loses();
  const { room } = (window as unknown as { parley: { room: { send(text: string): string | null } } }).parley;
  while (room.send("a".repeat(4_096)) !== null);
  while (room.send("a") !== null);
  await stage.pass(0);
}

/** To a message that is answered: not here yet, then found or not. */
async function quote(stage: Stage, history: "never" | "comes" | "empty"): Promise<void> {
  const late = numbered(
    Array.from({ length: 32 }, (_, i) => say("ken", `Crossing ${i + 51}.`, 40 - i)),
    51,
  );
  const answer = numbered([say("ann", "Yes, that one.", 2, { reply_to: 20 } as Partial<Loose>)], 83);
  const page = order([], { first_seq: 1, last_seq: 83, entries: [...late, ...answer] });
  const before = numbered(Array.from({ length: 50 }, (_, i) => say("sakura", `Bell ${i + 1}.`, 200 - i)));
  const reply: Script = (frame) => {
    if (frame.t !== "history") return undefined;
    const ref = frame.ref === undefined || frame.ref === null ? {} : { ref: frame.ref };
    const entries = history === "comes" ? before : [];
    return history === "never" ? [] : [{ t: "history", room: page.room, entries, more: false, ...ref }];
  };
  await stage.room({ rooms: [page], reply });
  await stage.press("button.quote", -1);
  await stage.until(() => document.querySelector(".over [role=status]")?.textContent, "what is told of it");
  if (history === "comes") await stage.find(".msg.is-found");
}

/** A change to an old message, as it goes or as it was refused. */
interface Doors {
  edit(seq: number, text: string): void;
  redact(seq: number): void;
  react(seq: number, emoji: string, on: boolean): void;
  help(reason: string): void;
  answer(seq: number, accept: boolean): void;
}

async function changes(stage: Stage, reply: Script, make: (room: Doors) => void): Promise<void> {
  await stage.room({ rooms: [order()], reply });
  make((window as unknown as { parley: { room: Doors } }).parley.room);
  await stage.pass(0);
}

/** Each write is refused with the next of these. */
function inTurn(...codes: string[]): Script {
  let next = 0;
  return (frame) => {
    if (!("cid" in frame) || !("room" in frame)) return undefined;
    return answering({}, codes[next++])(frame);
  };
}

const lastSeq = TALK.length;

async function allChangesRefused(stage: Stage): Promise<void> {
  const codes = [
    "forbidden",
    "not_found",
    "forbidden",
    "not_found",
    "not_found",
    "answered",
    "answered",
    "room_locked",
    "rate_limited",
  ];
  await changes(stage, inTurn(...codes), (room) => {
    room.edit(lastSeq, "Another gate.");
    room.edit(lastSeq, "The other gate.");
    room.redact(lastSeq);
    room.redact(lastSeq);
    room.react(lastSeq, "👍", true);
    room.answer(lastSeq, true);
    room.answer(lastSeq, false);
    room.help("late");
    room.help("late");
  });
  await stage.until(() => document.querySelectorAll(".is-failed").length >= codes.length, "all refusals");
}

/** The log that it named a place in is not there any more. */
async function epochChanged(stage: Stage): Promise<void> {
  await changes(stage, answering({ silent: true }), (room) => room.edit(lastSeq, "Another gate."));
  await stage.loses();
  stage.wire.up = true;
  stage.wire.epoch = "e2";
  await stage.pass(40_000);
  await stage.find(".is-failed");
}

export const ACTING: readonly State[] = statesOf(
  "room page",
  ["menu-theirs", "what can be done with somebody's message", (stage) => menu(stage, ".theirs")],
  ["menu-mine", "what can be done with one's own message", (stage) => menu(stage, ".mine")],
  [
    "menu-muted",
    "the same where its author is muted",
    async (stage) => {
      await stage.room({ rooms: [order()], ...muted("ken") });
      await stage.press(".line .link");
      await stage.press(".theirs .actions .pop-button", -1);
      await stage.find(".menu-item");
    },
  ],
  [
    "menu-emoji",
    "all reactions to choose from",
    async (stage) => {
      await menu(stage, ".theirs");
      await stage.press(".emoji-more");
    },
  ],
  ["menu-copied", "that the words were copied", (stage) => copies(stage, true)],
  ["menu-copy-failed", "that this browser does not copy", (stage) => copies(stage, false)],
  [
    "menu-mute-failed",
    "that muting did not work",
    (stage) => choose(".theirs", 3, { http: (method) => (method === "PUT" ? BUSY : undefined) })(stage),
  ],
  [
    "menu-erased",
    "that the message was deleted meanwhile",
    async (stage) => {
      await menu(stage, ".theirs");
      const body = {};
      const gone = { kind: "redact", by: "ken", at: AT, target: 9, body, seq: lastSeq + 1 } as const;
      await stage.hears({ t: "entries", room: order().room, entries: [gone] });
    },
  ],
  ["reacted", "who reacted, and how", choose(".theirs", 2, { rooms: [reacted] })],
  [
    "reactions-many",
    "how many reacted, where they are too many to name",
    (stage) => {
      const many = ["ann", "ken", "sakura", "mei", "bob", "yui", "gen"];
      const said = say("ken", "We have arrived.", 1, {
        reactions: { "🎉": many, "🙏": ["ken"] },
      } as Partial<Loose>);
      return stage.room({ rooms: [order([...TALK, said])] });
    },
  ],
  ["erase", "what is deleted, for whom, and that it does not come back", choose(".mine", 3)],
  ["erase-file", "the same for a file", choose(".mine", 1, { rooms: [withFile] })],
  ["erase-offline", "that it is deleted when one is back online", eraseOffline],
  [
    "erase-others",
    "for staff: whose message is deleted",
    async (stage) => {
      await menu(stage, ".theirs", erasedByStaff);
      await stage.press(".menu-item.danger");
    },
  ],
  [
    "quote-before",
    "an answer to something from before one's time",
    (stage) => {
      const said = say("ken", "As I said.", 1, { reply_to: 2 } as Partial<Loose>);
      return stage.room({ rooms: [order([...TALK.slice(6), said], { first_seq: 7 })] });
    },
  ],
  ["quote-looking", "that the answered message is being looked for", (stage) => quote(stage, "never")],
  ["quote-found", "the answered message, marked for a moment", (stage) => quote(stage, "comes")],
  ["quote-far", "that the answered message could not be reached", (stage) => quote(stage, "empty")],
  [
    "changing",
    "that one's change is on its way",
    (stage) =>
      changes(stage, answering({ silent: true }), (room) => room.edit(lastSeq, "The gate code is 4412.")),
  ],
  ["changes-failed", "which change was refused, and why", allChangesRefused],
  ["change-outdated", "that the message to be changed is not there any more", epochChanged],
  [
    "seen-list-crowd",
    "how many have it, where people are counted",
    async (stage) => {
      const said = order([founded(), say("ann", "The fair begins at ten.", 3)], {
        kind: "group",
        participants: [person("ann", "customer", "Ann")],
        participant_count: 4_999,
        counts: [{ seq: 2, delivered: 3_120, read: 812, of: 4_998 }],
      });
      await stage.room({ rooms: [cursors(said, {})] });
      await stage.press(".pips .pop-button", -1);
      await stage.find(".surface");
    },
  ],
  [
    "joined-late",
    "since when one takes part",
    (stage) =>
      stage.room({
        rooms: [
          asSeenBy(
            "ann",
            order([say("ken", "Welcome.", 1, { at: ago(1) } as Partial<Loose>)], { first_seq: 9 }),
          ),
        ],
      }),
  ],
);
