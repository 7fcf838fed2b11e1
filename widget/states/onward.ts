/** States of being told when somebody is back: in a website's widget, and in the tab where it goes on. */
import { tells } from "./driver";
import { session } from "./invited";
import type { Answer } from "./network";
import { ago, order, ROOM, say } from "./scene";
import type { Stage } from "./stage";
import { type State, statesOf } from "./state";
import { LIST } from "./widget";

const LINK: Answer = { status: 201, body: { url: `/r/#i=o_1.${"0".repeat(32)}` } };

/** Asked two minutes ago; the house is closed. */
const waits = () =>
  order([say("ann", "Where do I find my invoice?", 2)], {
    kind: "support",
    subject: "Support",
    waiting: { since: ago(2), reason: "message", by: "ann" },
  });

async function closed(stage: Stage, answer: Answer = LINK): Promise<void> {
  const http = (_: string, path: string): Answer | undefined =>
    path.endsWith("/invites/me") ? answer : undefined;
  await stage.sheet({ rooms: [waits()], list: LIST, http });
  await stage.find(".sheet-frame .msg");
  await stage.hears({ t: "queue", room: ROOM, state: "closed", back_at: ago(-120) });
  await stage.find(".banner .secondary");
}

/** The button is pressed; `tab`: does the browser open one? */
const pressed = (tab: boolean, answer?: Answer) => async (stage: Stage) => {
  const opened = { opener: null, location: { replace: () => undefined }, close: () => undefined };
  Object.assign(window, { open: () => (tab ? opened : null) });
  await closed(stage, answer);
  await stage.press(".banner .secondary");
  await stage.find(".onward");
};

/** The tab that was opened: Ann has a place in it, and her browser lets it tell, or does not. */
async function onward(stage: Stage, permission: NotificationPermission): Promise<void> {
  const push = tells(true, permission);
  const mine = { ...session(ROOM), user: "ann", role: "customer", name: "Ann", invite: "o_1" };
  const answers: Record<string, Answer> = {
    preview: { status: 200, body: { name: "Ann", role: "customer", subject: "Support" } },
    redeem: { status: 200, body: mine },
  };
  await stage.room(
    {
      rooms: [waits()],
      http: (method, path, body) =>
        answers[path.match(/^\/v1\/invites\/(\w+)/)?.[1] ?? ""] ?? push(method, path, body),
    },
    OWN,
  );
  await stage.find("link[rel=apple-touch-icon]");
  await stage.hears({ t: "queue", room: ROOM, state: "closed", back_at: ago(-120) });
  await stage.find(".away");
}

const OWN = { t: "", view: "", room: "", i: `o_1.${"0".repeat(32)}` };

async function told(stage: Stage): Promise<void> {
  await onward(stage, "default");
  await stage.press(".away .primary");
  await stage.find(".away[role=status]");
}

async function over(stage: Stage): Promise<void> {
  const http = (): Answer => ({ status: 410, body: { code: "invite_expired" } });
  await stage.room({ rooms: [], http }, OWN);
  await stage.find(".gate-again");
}

export const ONWARD: readonly State[] = [
  ...statesOf(
    "website widget",
    ["queue-tell", "when somebody is back, and a button to be told of it", (stage) => closed(stage)],
    ["queue-told", "that the conversation goes on in a new tab, and what to do there", pressed(true)],
    ["queue-held", "that the browser held the tab back, and a button for it", pressed(false)],
    [
      "queue-tell-failed",
      "that it did not work, and what is kept",
      pressed(true, { status: 429, body: { code: "rate_limited" } }),
    ],
  ),
  ...statesOf(
    "room page",
    [
      "onward-asks",
      "whether this browser shall tell when somebody is back",
      (stage) => onward(stage, "default"),
    ],
    ["onward-told", "what one will be told, and when", told],
    [
      "onward-denied",
      "that the browser holds notifications back, and what to do",
      (stage) => onward(stage, "denied"),
    ],
    ["onward-over", "that the link has run out, and where another one is", over],
  ),
];
