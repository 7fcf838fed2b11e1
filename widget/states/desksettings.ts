/** States of the workspace's settings: each section with something in it and with nothing, and what became of a form. */
import { ADMIN, HOOK, HOUSE, KEY, ok, SEEN, setup, USUAL, YELLOW } from "./deskchosen";
import { type Calls, desk, no } from "./deskstage";
import type { Stage } from "./stage";
import { type State, statesOf } from "./state";
import { settle } from "./timers";

/** The settings, at this section. */
async function at(stage: Stage, section: string, calls: Calls = {}): Promise<void> {
  await desk(stage, { ...USUAL, ...calls }, "", `settings/${section}`);
  await stage.find(".set-body .card, .set-bones, .set-failed");
  await settle();
}

/** A section whose form was sent. */
async function sent(stage: Stage, section: string, calls: Calls, fields: Record<string, string> = {}) {
  await at(stage, section, calls);
  for (const [id, text] of Object.entries(fields)) await stage.type(text, `[id="${id}"]`);
  await stage.press(".set-form .primary");
  await settle();
}

const pressed = async (stage: Stage, section: string, which: string, calls: Calls = {}): Promise<void> => {
  await at(stage, section, calls);
  await stage.press(which);
  await settle();
};

const STEPS: readonly State[] = statesOf(
  "workspace",
  ["set-setup", "five steps, none taken", (stage) => at(stage, "", { "GET /v1/desk/setup": setup(0) })],
  [
    "set-setup-on",
    "that a colleague is invited, and the first visit",
    (stage) =>
      at(stage, "", { "GET /v1/desk/setup": setup(2, { invited: 1, widgets: 1, first_visit: SEEN }) }),
  ],
  [
    "set-setup-waits",
    "that a visit is waited for",
    (stage) => at(stage, "", { "GET /v1/desk/setup": setup(3, { people: 2, widgets: 1 }) }),
  ],
);

const HOUSE_STATES: readonly State[] = statesOf(
  "workspace",
  [
    "set-house",
    "the next step; name, colour, languages, words",
    (stage) => at(stage, "house", { "GET /v1/desk/setup": setup(3) }),
  ],
  [
    "set-saved",
    "that it holds, and that the colour is another shade",
    (stage) => sent(stage, "house", { "PATCH /v1/desk/house": ok(HOUSE), "GET /v1/desk/house": ok(YELLOW) }),
  ],
  [
    "set-house-bad",
    "that something does not fit",
    async (stage) => {
      await sent(stage, "house", { "PATCH /v1/desk/house": no("bad_field") });
      await stage.press(".card:last-child .primary");
    },
  ],
  [
    "set-forbidden",
    "that one's role changed meanwhile",
    (stage) => sent(stage, "house", { "PATCH /v1/desk/house": no("forbidden", 403) }),
  ],
  [
    "set-loading",
    "structure, before it is here",
    (stage) => at(stage, "house", { "GET /v1/desk/house": null }),
  ],
  [
    "set-failed",
    "that it cannot be had",
    (stage) => at(stage, "house", { "GET /v1/desk/house": no("unavailable", 503) }),
  ],
  ["set-hours-bad", "a day that cannot be read", (stage) => sent(stage, "hours", {}, { day0: "late" })],
);

const PEOPLE: readonly State[] = statesOf(
  "workspace",
  ["set-widgets", "the line for a shop's pages, and its first visit", (stage) => at(stage, "widgets")],
  [
    "set-widget-add",
    "what will stand there; a place without pages",
    async (stage) => {
      await pressed(stage, "widgets", ".set-add", { "GET /v1/desk/widgets": ok({ widgets: [], seen: [] }) });
      await stage.press(".set-form .primary");
    },
  ],
  [
    "set-test",
    "that the message waits",
    (stage) =>
      pressed(stage, "widgets", ".card:last-child button", {
        "POST /v1/desk/setup/message": ok({ room: "r-1" }),
      }),
  ],
  [
    "set-colleague",
    "who is here and who is invited; a colleague's role, devices, the way back in",
    async (stage) => {
      await pressed(stage, "people", ".set-body > .card:last-child li:first-child button", {
        "GET /v1/desk/staff/s_mika/sessions": ok({ sessions: [] }),
        "POST /v1/desk/staff/s_mika/reset": {
          status: 201,
          body: { url: "https://chat.example/desk/#link=x" },
        },
      });
      await stage.press(".set-body > .card:last-child > ul > li:last-child button");
      await stage.press(".set-list > li:last-child > .set-row button");
    },
  ],
  ["set-teams", "teams, languages, skills", (stage) => at(stage, "teams")],
  [
    "set-teams-bad",
    "a team without a name, a skill that is none, a number that does not fit",
    async (stage) => {
      await pressed(stage, "teams", ".set-add", {
        "GET /v1/desk/teams": ok({ teams: [], agents: [] }),
        "PUT /v1/desk/staff/s_mika/work": no("bad_field"),
      });
      await stage.press(".set-form .primary");
      await stage.type("a(b", "#skills-s_ada");
      await stage.press(".card:last-child li:first-child .primary");
      await stage.press(".card:last-child li:last-child .primary");
    },
  ],
);

const WRITTEN: readonly State[] = statesOf(
  "workspace",
  [
    "set-canned-new",
    "a response without a title",
    async (stage) => {
      await pressed(stage, "canned", ".set-add", { "GET /v1/desk/canned": ok({ canned: [] }) });
      await stage.type("late", "#code");
      await stage.press(".set-form .primary");
    },
  ],
  [
    "set-canned-bad",
    "a variable that nobody knows",
    async (stage) => {
      await pressed(stage, "canned", ".set-item button");
      await stage.type("{{refund}}", '[id="texts.ja"]');
      await stage.press(".set-form .primary");
    },
  ],
  [
    "set-labels",
    "that there are as many as there may be",
    async (stage) => {
      await pressed(stage, "labels", ".set-add", {
        "GET /v1/desk/labels": ok({ labels: [] }),
        "PUT /v1/desk/labels/vip": no("too_large", 413),
      });
      await stage.type("VIP", "#name");
      await stage.press(".set-form .primary");
    },
  ],
  [
    "set-sure",
    "that one is asked twice",
    async (stage) => {
      await pressed(stage, "labels", ".set-item button");
      await stage.press(".set-form .secondary");
    },
  ],
  [
    "set-phrases",
    "phrases given, chosen, hidden; one that does not fit",
    async (stage) => {
      await pressed(stage, "phrases", "li:first-child .secondary:last-child", {
        "PUT /v1/desk/phrases/any.thanks": no("bad_field"),
      });
      await stage.press(".set-form .primary");
    },
  ],
);

const OWN_PHRASE: readonly State[] = statesOf("workspace", [
  "set-phrase-new",
  "a phrase of one's own, which nobody may say yet",
  async (stage) => {
    await pressed(stage, "phrases", ".set-add");
    await stage.type("The lift is broken", '[id="new.en"]');
    await stage.press(".set-form .primary");
  },
]);

const OUTSIDE: readonly State[] = statesOf(
  "workspace",
  [
    "set-key-made",
    "a key, told once",
    (stage) =>
      sent(
        stage,
        "keys",
        { "POST /v1/desk/keys": { status: 201, body: { ...KEY, key: "pk_x" } } },
        { name: "CRM" },
      ),
  ],
  ["set-key-bad", "that it must be for something", (stage) => sent(stage, "keys", {})],
  [
    "set-webhook",
    "where events go, what became of them, and a new secret",
    (stage) =>
      pressed(stage, "webhook", ".set-body > .card > .set-row .secondary", {
        "POST /v1/desk/webhook/secret": { status: 201, body: { secret: "whsec_x" } },
      }),
  ],
  [
    "set-webhook-given",
    "an address of the server's settings, and one that does not fit",
    (stage) =>
      sent(stage, "webhook", {
        "GET /v1/desk/webhook": ok({ ...HOOK, by: "settings", state: "on", deliveries: [] }),
        "PUT /v1/desk/webhook": no("bad_field"),
      }),
  ],
  ["set-bans", "who is banned, by whom and why, and the way back", (stage) => at(stage, "bans")],
  [
    "set-bans-none",
    "that nobody is, and how one would be",
    (stage) => at(stage, "bans", { "GET /v1/desk/bans": ok({ bans: [] }) }),
  ],
  [
    "set-bans-agent",
    "that a supervisor lifts it",
    (stage) =>
      at(stage, "bans", {
        "GET /v1/desk/session": ok({ ...ADMIN, role: "agent", can: ["see_staff", "ban"] }),
      }),
  ],
  ["set-audit", "who did what", (stage) => at(stage, "audit")],
  [
    "set-password",
    "that it is another password",
    (stage) =>
      sent(
        stage,
        "own",
        { "PUT /v1/desk/password": no("forbidden", 403) },
        { current: "x", password: "three green boats" },
      ),
  ],
);

export const DESK_SETTINGS: readonly State[] = [
  ...STEPS,
  ...HOUSE_STATES,
  ...PEOPLE,
  ...WRITTEN,
  ...OWN_PHRASE,
  ...OUTSIDE,
];
