/** States of what staff tell many at once: read, replied to, counted; and of a change that is asked for. */
import type { Joined } from "../src/core/wire";
import { ago, asSeenBy, changes, comes, happens, order, person, ROOM, say } from "./scene";
import type { Scene, Stage } from "./stage";
import { type State, statesOf } from "./state";

const NEWS = order(
  [
    changes({ kind: "announcement", subject: "Drivers, Setagaya", status: "open" }, 90),
    comes("mei", "agent", "Mei", 80),
    comes("ken", "member", "Ken", 70),
    say("mei", "Setagaya-dori is closed between Sangenjaya and Komazawa until six.", 25),
    say("mei", "The car park behind the station is free for drivers today.", 4, { cid: "m1-mine-mine" }),
  ],
  {
    kind: "announcement",
    subject: "Drivers, Setagaya",
    participants: [person("mei", "agent", "Mei"), person("ken", "member", "Ken", { joined_seq: 3 })],
  },
);
const READS = asSeenBy("ken", NEWS, { can: ["react", "history", "seen"] });
const COUNTED: Joined = {
  ...asSeenBy("mei", NEWS, { can: ["send", "redact", "redact_any", "react", "edit", "history", "seen"] }),
  counts: [
    { seq: 4, delivered: 187, read: 164, of: 200 },
    { seq: 5, delivered: 121, read: 43, of: 200 },
  ],
};

const page = (stage: Stage, more: Partial<Scene> = {}): Promise<void> =>
  stage.room({ me: ["ken", "driver", "Ken"], rooms: [READS], ...more });

/** Where the reply goes on. */
const OWN = asSeenBy(
  "ken",
  order(
    [
      changes({ kind: "support", subject: "Drivers, Setagaya", status: "open" }, 1),
      comes("ken", "driver", "Ken", 1),
      happens("about", 1, { params: { room: ROOM, seq: 5, subject: "Drivers, Setagaya" } }),
      say("ken", "Is the bridge open?", 0),
    ],
    {
      room: "r-1",
      kind: "support",
      subject: "Drivers, Setagaya",
      participants: [person("ken", "driver", "Ken")],
    },
  ),
);

/** Replies; the server takes it, or does not. */
const replies = (status: number, then: string) => async (stage: Stage) => {
  const body = status === 201 ? { room: "r-1", cid: "c-1", seq: 4, at: ago(0) } : { code: "unavailable" };
  const http: Scene["http"] = (method) => (method === "POST" ? { status, body } : undefined);
  await page(stage, { rooms: [READS, OWN], http });
  await stage.type("Is the bridge open?", ".sheet-text");
  await stage.press(".sheet-form .primary");
  await stage.find(then);
};

/** One who may ask for changes; which, by its place. */
const asks =
  (which: number, lang = "") =>
  async (stage: Stage) => {
    const can = ["send", "request", "help", "history", "seen"];
    await stage.room({ rooms: [asSeenBy("ann", order(), { can })] }, lang ? { lang } : {});
    await stage.press(".help-button");
    await stage.press(".surface .secondary");
    await stage.press(".reason input", which);
    await stage.find(".sheet-text");
  };

export const ANNOUNCEMENTS: readonly State[] = [
  ...statesOf(
    "room page",
    ["change-add", "how one asks the shop for something more", asks(0)],
    ["change-replace", "how one asks for one thing instead of another", asks(2)],
    ["change-note", "how one asks for any other change", asks(3)],
    [
      "announcement",
      "what staff tell all drivers of an area, and how one replies to them alone",
      (stage) => page(stage),
    ],
    ["announcement-replied", "the reply, in a room of its own with staff", replies(201, ".write")],
    [
      "announcement-reply-failed",
      "that it was not sent, and that the words are kept",
      replies(503, ".sheet-form .primary:enabled"),
    ],
  ),
  ...statesOf("staff's page", [
    "announcement-counted",
    "to how many each announcement has come, and how many have read it",
    (stage) => stage.room({ me: ["mei", "agent", "Mei"], rooms: [COUNTED] }, { view: "agent", room: ROOM }),
  ]),
];
