/** States of a link that is opened, and every way in which it is not. */
import type { Answer } from "./network";
import { AT, ago, asSeenBy, FACTS, order, ROOM, TALK } from "./scene";
import { ignoring, type Scene, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const SECRET = `i_1.${"0".repeat(32)}`;
const KEN = ["ken", "driver", "Ken"] as const;
/** Nothing of what the host would sign. */
const LINK = { t: "", view: "", room: "", i: SECRET };

const ok = (body: unknown): Answer => ({ status: 200, body });
const no = (status: number, code: string): Answer => ({ status, body: { code } });

/** The answer to opening; without a room, every room of Ken. */
export const session = (room: string | null, minutes = 15): object => ({
  user: "ken",
  role: "driver",
  name: "Ken",
  room,
  invite: "i_1",
  device: "d_1",
  secret: "d_1.secret",
  token: `x.${btoa(JSON.stringify({ sub: "ken" }))}.x`,
  exp: ago(-minutes),
  secret_exp: ago(-600),
});

type Answers = Readonly<Record<string, Answer | null>>;

/** Ken's link, or what this device keeps of it; each call is answered as told. */
export async function invited(stage: Stage, answers: Answers, scene: Partial<Scene> = {}): Promise<void> {
  const looked = ok({ name: "Ken", role: "driver", subject: "Order 1042" });
  const usual: Answers = { preview: looked, redeem: ok(session(ROOM)), refresh: ok(session(ROOM)) };
  const http: Scene["http"] = (method, path, body) => {
    const call = path.match(/^\/v1\/invites\/(\w+)/)?.[1] ?? "";
    return scene.http?.(method, path, body) ?? { ...usual, ...answers }[call];
  };
  const rooms = [asSeenBy("ken", order(TALK, { facts: FACTS }))];
  await stage.room({ me: KEN, rooms, ...scene, http }, LINK);
}

/** Touched, and in the room. */
export async function entered(
  stage: Stage,
  answers: Answers = {},
  scene: Partial<Scene> = {},
): Promise<void> {
  await invited(stage, answers, scene);
  await stage.press(".gate .primary");
  await stage.find(".msg, .empty");
}

const refused =
  (code: string, status = 410) =>
  (stage: Stage) =>
    invited(stage, { preview: no(status, code) });

async function asksAgain(stage: Stage, answer: Answer): Promise<void> {
  await invited(stage, { preview: no(410, "invite_expired"), again: answer });
  await stage.press(".gate-again button");
  await stage.until(() => stage.all(".gate-again p").some((one) => one.textContent), "what came of it");
}

/** Ended while the room was open, with words on their way. */
const ended = (code: string) => async (stage: Stage) => {
  await entered(stage, { refresh: no(410, code) });
  await stage.write("I am at the gate.");
  stage.wire.shut(4401);
  await stage.pass(2_000);
  await stage.find(".is-failed");
};

async function unknownHere(stage: Stage): Promise<void> {
  await entered(stage, { refresh: no(401, "unauthenticated") }, { rooms: [asSeenBy("ken", order([]))] });
  stage.wire.shut(4401);
  await stage.pass(2_000);
  await stage.find(".gone .primary");
}

/** Who is there, and the way to end it here. */
async function people(stage: Stage): Promise<void> {
  await entered(stage, { logout: ok({}) });
  await stage.press(".people-open");
  await stage.find(".roll-more .secondary");
}

async function left(stage: Stage): Promise<void> {
  await people(stage);
  await stage.press(".roll-more .secondary", -1);
  await stage.find(".gone");
}

const everyRoom = { redeem: ok(session(null)), preview: ok({ name: "Ken", role: "driver", subject: null }) };

export const INVITED: readonly State[] = statesOf(
  "room page",
  ["invited", "as whom a link opens what, and one large key", (stage) => invited(stage, {})],
  ["invited-all", "the same for all orders of a driver", (stage) => invited(stage, everyRoom)],
  [
    "invited-other",
    "the same for somebody who brings nothing",
    (stage) => invited(stage, { preview: ok({ name: "Leo", role: "member", subject: null }) }),
  ],
  [
    "invited-opening",
    "that it is being opened",
    async (stage) => {
      await invited(stage, { redeem: null });
      await stage.press(".gate .primary");
    },
  ],
  [
    "invited-looking",
    "the outline of what will stand there",
    async (stage) => {
      const opening = invited(stage, { preview: null });
      await stage.until(() => {
        void stage.pass(200);
        return stage.all(".skeleton").length > 0;
      }, "the outline");
      await opening;
    },
  ],
  [
    "invited-offline",
    "that one is offline, and that nothing was used up",
    async (stage) => {
      await invited(stage, {});
      stage.wire.up = false;
      await stage.press(".gate .primary");
      await stage.find(".gate[role=status]");
    },
  ],
  [
    "invited-often",
    "that it was tried too often from here",
    (stage) => invited(stage, { preview: no(429, "rate_limited") }),
  ],
  ["invited-expired", "that the link has run out, and the way to a new one", refused("invite_expired")],
  ["invited-elsewhere", "that it was opened elsewhere", refused("invite_elsewhere", 409)],
  ["invited-removed", "that the order has gone to somebody else", refused("invite_removed")],
  ["invited-revoked", "that the link was withdrawn", refused("invite_revoked")],
  ["invited-unknown", "that nothing is known of this link", refused("not_found", 404)],
  ["invited-again", "when a new link was asked for", (stage) => asksAgain(stage, ok({ asked: AT }))],
  ["invited-again-failed", "that asking did not work", (stage) => asksAgain(stage, no(503, "unavailable"))],
  ["invited-in", "the room that the link leads to", (stage) => entered(stage)],
  [
    "invited-ended-expired",
    "that it ran out while the room was open, and what was not sent",
    ended("invite_expired"),
  ],
  ["invited-ended-elsewhere", "the same where the device was copied", ended("invite_elsewhere")],
  ["invited-ended-removed", "the same where somebody else has the order now", ended("invite_removed")],
  ["invited-ended-revoked", "the same where it was withdrawn", ended("invite_revoked")],
  ["invited-unknown-here", "that this device is not known any more, and the way back", unknownHere],
  ["invited-people", "who is there, and the way to end it on this device", people],
  ["invited-left", "that it is over on this device", left],
  [
    "orders-none",
    "that there is no order just now",
    async (stage) => {
      await invited(stage, everyRoom, { rooms: [] });
      await stage.press(".gate .primary");
      await stage.pass(2_500);
      await stage.find(".gate[role=status]");
    },
  ],
  [
    "orders-none-offline",
    "that the orders come when there is a network",
    async (stage) => {
      await invited(stage, everyRoom, { rooms: [], reply: ignoring("hello") });
      await stage.press(".gate .primary");
      // The device is let in: before that the link itself would wait for a network.
      await stage.until(() => stage.wire.said.some(({ t }) => t === "hello"), "hello");
      await stage.loses();
      await stage.pass(2_500);
      await stage.find(".gate[role=status]");
    },
  ],
);
