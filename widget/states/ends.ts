/** States in which a room is locked, over, or was never there. */
import { ago, asSeenBy, order } from "./scene";
import { ignoring, refusing, type Script, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const CAN_READ = ["history", "seen"];
const room = (over: Parameters<typeof order>[1], can?: string[]) => (stage: Stage) => {
  const joined = order(undefined, over);
  return stage.room({ rooms: [can ? asSeenBy("ann", joined, { can }) : joined] });
};

type Reason = "removed" | "replaced" | "closed";

/** Taken out while the room was open; with words that had not left yet, these stay in sight. */
const out =
  (reason: Reason, ...words: string[]) =>
  async (stage: Stage): Promise<void> => {
    const joined = order();
    await stage.room({ rooms: [joined] });
    for (const one of words) await stage.write(one);
    await stage.hears({ t: "left", room: joined.room, reason });
  };

const refused = (code: string) => (stage: Stage) => {
  const reply = refusing("join", code);
  return stage.room({ rooms: [], reply });
};

/** The server does not take the token, and there is no other. */
async function tokenRefused(stage: Stage): Promise<void> {
  const reply: Script = (frame) => {
    if (frame.t === "hello") queueMicrotask(() => stage.wire.shut(4401));
    return ignoring("hello")(frame);
  };
  await stage.room({ rooms: [], reply });
  await stage.pass(60_000);
  await stage.find(".gone");
}

export const ENDS: readonly State[] = statesOf(
  "room page",
  ["locks-soon", "in how many minutes the room locks", room({ locks_at: ago(-25) })],
  ["locks-later", "in how many hours the room locks", room({ locks_at: ago(-190) })],
  ["resolved", "that the order is marked as resolved", room({ status: "resolved" })],
  [
    "locked",
    "that nothing can be written any more, but help can be had",
    room({ locked: true }, [...CAN_READ, "help"]),
  ],
  ["locked-for-good", "that nothing can be written any more", room({ locked: true }, CAN_READ)],
  ["removed", "that one was taken out of the room, and that nothing is lost", out("removed")],
  ["replaced", "that the order has gone to another driver", out("replaced")],
  ["closed", "that the room was closed", out("closed")],
  ["removed-unsent", "what could not be sent any more, and why", out("removed", "I am at the gate.")],
  ["replaced-unsent", "the same for a driver who was replaced", out("replaced", "I am at the gate.")],
  ["closed-unsent", "the same when the room was closed", out("closed", "I am at the gate.")],
  ["not-found", "that the room cannot be found, and whom to ask", refused("not_found")],
  ["forbidden", "that the room is not open to this person, and whom to ask", refused("forbidden")],
  ["cannot-open", "that something else went wrong, and its name", refused("unsupported")],
  ["link-broken", "that the link does not work any more, and whom to ask", tokenRefused],
  ["no-link", "that this page needs a link", (stage) => stage.room({ rooms: [] }, { t: "" })],
);
