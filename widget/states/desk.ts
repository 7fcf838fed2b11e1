/** States of the workspace: its door, and where one starts. */
import { ADA, type Calls, desk, home, no, opened, sends } from "./deskstage";
import type { Stage } from "./stage";
import { type State, statesOf } from "./state";

const LINK = { kind: "operator", email: "ada@shop.example", name: "", role: "admin" };
const INVITED = { kind: "invite", email: "mika@shop.example", name: "Mika", role: "supervisor" };
const RESET = { ...INVITED, kind: "reset", role: "agent" };
const PAIR = { email: "ada@shop.example", password: "three green boats" };

const signs = async (stage: Stage, answer: Calls[string]): Promise<void> => {
  await desk(stage, { "POST /v1/desk/session": answer ?? null });
  await sends(stage, PAIR);
};

const dead = (stage: Stage, code: string): Promise<void> =>
  desk(stage, { "POST /v1/desk/links/look": no(code, 410) }, "x");

const chooses = async (stage: Stage, password: string): Promise<void> => {
  await opened(stage, INVITED, { "POST /v1/desk/links/use": no("bad_field") });
  await sends(stage, { password });
};

const invites = async (stage: Stage, answer: Calls[string]): Promise<void> => {
  await home(stage, ADA, { "POST /v1/desk/links": answer ?? null });
  await sends(stage, { email: "mika@shop.example" });
};

const MADE = { status: 201, body: { ...INVITED, url: "https://chat.example/desk/#link=sl_x", expires: "" } };

/** The key that copies, where the browser does, or does not. */
const copies = async (stage: Stage, writeText: () => Promise<void>): Promise<void> => {
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  await invites(stage, MADE);
  await stage.press(".made button");
};

const DOOR: readonly State[] = statesOf(
  "workspace",
  [
    "desk-nobody",
    "where the link of the first admin comes from",
    (stage) => desk(stage, { "GET /v1/desk": { status: 200, body: { ready: false } } }),
  ],
  [
    "desk-away",
    "that the server does not answer",
    (stage) => desk(stage, { "GET /v1/desk/session": no("unavailable", 503) }),
  ],
  ["desk-sign-in", "address and password are asked for", (stage) => desk(stage)],
  ["desk-checking", "that the password is being checked", (stage) => signs(stage, null)],
  ["desk-wrong", "that the two do not belong together", (stage) => signs(stage, no("unauthenticated", 401))],
  ["desk-wait", "that it was tried too often", (stage) => signs(stage, no("rate_limited", 429))],
  ["desk-not-now", "that it did not work just now", (stage) => signs(stage, no("unavailable", 503))],
  [
    "desk-ended",
    "that one was signed out meanwhile",
    async (stage) => {
      await home(stage, ADA, { "DELETE /v1/desk/sessions/ss_2": no("unauthenticated", 401) });
      await stage.press(".device button");
    },
  ],
  ["desk-welcome", "an admin sets a first password", (stage) => opened(stage, LINK)],
  ["desk-invited", "a colleague is let in by name", (stage) => opened(stage, INVITED)],
  ["desk-reset", "a new password is asked for", (stage) => opened(stage, RESET)],
  ["desk-short", "that the password is too short", (stage) => chooses(stage, "short")],
  ["desk-common", "that the password is easy to guess", (stage) => chooses(stage, "password1234")],
  ["desk-link-unknown", "that the link is not whole", (stage) => dead(stage, "not_found")],
  ["desk-link-expired", "that the link has run out", (stage) => dead(stage, "invite_expired")],
  ["desk-link-used", "that the link was used", (stage) => dead(stage, "invite_elsewhere")],
  ["desk-link-replaced", "that there is a newer link", (stage) => dead(stage, "invite_revoked")],
);

const HOME: readonly State[] = statesOf(
  "workspace",
  [
    "desk-home",
    "who one is, and on which devices",
    (stage) => home(stage, { ...ADA, role: "agent", can: [] }),
  ],
  ["desk-home-admin", "how a colleague is invited", (stage) => home(stage)],
  [
    "desk-device-unknown",
    "a browser that says nothing of itself",
    (stage) => {
      const odd = {
        id: "ss_3",
        label: "",
        made: "2026-11-20T10:00:00Z",
        seen: "2026-11-20T10:00:00Z",
        current: false,
      };
      return home(stage, ADA, { "GET /v1/desk/sessions": { status: 200, body: { sessions: [odd] } } });
    },
  ],
  ["desk-link-made", "the link to hand over", (stage) => invites(stage, MADE)],
  ["desk-link-copied", "that the link is copied", (stage) => copies(stage, async () => undefined)],
  [
    "desk-link-kept",
    "that the browser does not copy",
    (stage) => copies(stage, () => Promise.reject(new Error("no"))),
  ],
  ["desk-invite-bad", "that the address is not complete", (stage) => invites(stage, no("bad_field"))],
);

export const DESK: readonly State[] = [...DOOR, ...HOME];
