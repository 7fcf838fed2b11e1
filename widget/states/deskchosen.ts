/** What a scripted server has been told to be: a house, its people, its settings; for the states of the workspace's settings. */
import { ADA, type Calls } from "./deskstage";
import { AT } from "./scene";

export const ADMIN = {
  ...ADA,
  can: [
    "settings",
    "see_staff",
    "invite_staff",
    "change_staff",
    "ban",
    "lift_ban",
    "see_audit",
    "see_sessions",
    "reset_password",
  ],
};
export const ok = (body: unknown) => ({ status: 200, body });
export const HOUSE = {
  name: "Sakura",
  colours: null,
  languages: null,
  greeting: null,
  notice: null,
  policy: null,
  retention_days: null,
  typical_minutes: null,
  hours: null,
  away: null,
  settings: { name: "", languages: ["en", "ja"], greeting: { en: "Hello.", ja: "こんにちは。" } },
};
export const YELLOW = { ...HOUSE, colours: { light: "#ffff00", dark: "#ffff00" } };
const STAFF = [
  { user: "s_ada", name: "Ada", role: "admin", email: "ada@shop.example" },
  { user: "s_mika", name: "Mika", role: "agent", email: "mika@shop.example" },
];
const LINKS = [
  { id: "sl_1", kind: "invite", email: "ken@shop.example", name: "", role: "agent", made: AT, expires: AT },
];
const SHOP = {
  id: "shop",
  name: "Shop",
  origins: ["https://shop.example"],
  kind: "support",
  greeting: {},
  team: "night",
};
export const SEEN = { widget: "shop", origin: "https://shop.example", first: AT, last: AT };
const NIGHT = { id: "night", name: "Night shift", members: ["s_mika"] };
const LATE = {
  code: "late",
  title: "Order is late",
  texts: { en: "Hello {{customer}}, {{order}} is late." },
};
const PHRASE = {
  id: "any.thanks",
  roles: ["customer", "driver"],
  stages: [],
  params: [],
  texts: { en: "Thank you.", ja: "ありがとうございます。" },
  state: "given",
};
const PHRASES = [
  PHRASE,
  { ...PHRASE, id: "any.understood", state: "hidden" },
  { ...PHRASE, id: "any.hi", state: "chosen" },
  { ...PHRASE, id: "own.lift", state: "chosen" },
];
export const KEY = {
  id: "k_1",
  name: "CRM",
  scopes: ["read"],
  tail: "x4Qz",
  made: AT,
  made_by: "s_ada",
  used: AT,
  revoked: null,
};
const KEYS = [KEY, { ...KEY, id: "k_2", used: null }, { ...KEY, id: "k_3", revoked: AT }];
const delivery = (id: string, state: string, attempts: number, reason: string | null = null) => ({
  id,
  event: "message.unread",
  room: "order-1042",
  user: "ken",
  state,
  attempts,
  status: 500,
  reason,
  made: AT,
  next: null,
  done: null,
});
export const HOOK = {
  url: "https://hooks.example/parley",
  after_s: { driver: 30 },
  by: "desk",
  state: "gone",
  deliveries: [
    delivery("msg_2", "done", 1),
    ...["bad_url", "private_address", "unknown_name", "timeout", "too_large", "failed"].map((why) =>
      delivery(why, "waiting", 1, why),
    ),
    ...["redirect", "refused"].map((why) => delivery(why, "failed", 9, why)),
    ...["disabled", "read"].map((why) => delivery(why, "dropped", 2, why)),
  ],
};
const BANS = [
  {
    user: "v_7fK2",
    name: "Guest",
    since: AT,
    by: "s_mika",
    by_name: "Mika",
    reason: "Threatened the driver",
  },
  { user: "bob", name: "", since: AT, by: null, by_name: null, reason: "" },
];
const FIELDS = [
  "name colours colour languages greeting notice policy retention_days typical_minutes hours away members origins kind",
  "team title texts phrase hidden url after_s",
]
  .join(" ")
  .split(" ");
const put = (noun: string, on = noun) => ({ act: "setting_put", on, more: { noun, fields: ["name"] } });
/** Every act of the audit log, with what is written down beside it. */
const ACTS: readonly { act: string; on?: string; more?: object; operator?: true }[] = [
  { act: "signed_in", more: { label: "Chrome · Linux" } },
  ...["operator", "invite", "reset"].map((kind) => ({ act: "link_used", more: { kind } })),
  { act: "staff_invited", on: "ln_1", more: { role: "agent", email: "bob@shop.example" } },
  { act: "invite_withdrawn", on: "ln_1", more: { email: "bob@shop.example" } },
  { act: "staff_joined", on: "s_ada", more: { role: "admin", kind: "operator" }, operator: true },
  { act: "staff_renamed", on: "s_mika", more: { from: "Mika", to: "Mika M." } },
  { act: "role_changed", on: "s_mika", more: { from: "agent", to: "supervisor" } },
  { act: "staff_ended", on: "s_mika", more: { role: "agent" } },
  { act: "reset_made", on: "s_mika", more: { role: "agent", email: "mika@shop.example" } },
  { act: "password_changed" },
  { act: "session_revoked", on: "s_mika", more: { session: "ss_1" } },
  { act: "room_looked_into", on: "order-1042", more: { kind: "order" } },
  { act: "user_banned", on: "v_1", more: { reason: "Threats" } },
  { act: "ban_lifted", on: "v_1" },
  { act: "user_silenced", on: "ken", more: { room: "order-1042" } },
  { act: "silence_lifted", on: "ken", more: { room: "order-1042" } },
  { act: "marked_spam", on: "r-1" },
  { act: "spam_lifted", on: "r-1" },
  { act: "house_changed", more: { fields: FIELDS } },
  ...["house", "team", "widget", "canned", "phrase", "webhook"].map((noun) => put(noun)),
  { act: "setting_removed", on: "vip", more: { noun: "label" } },
  { act: "agent_equipped", on: "s_mika", more: { capacity: 5, has: ["language:ja", "skill:billing"] } },
  {
    act: "key_made",
    on: "k_1",
    more: { name: "CRM", scopes: ["read", "rooms", "users", "invites", "webhooks"] },
  },
  { act: "key_revoked", on: "k_1" },
  { act: "hook_changed", more: { fields: ["url"] } },
  ...["hook_secret_drawn", "delivery_again", "hook_enabled", "test_sent", "audit_read"].map((act) => ({
    act,
  })),
];
const LOG = ACTS.map(({ act, on = null, more = {}, operator }, at) => ({
  ...{ position: 100 - at, at: AT, act, on, more },
  ...(operator ? { by: null, by_name: null } : { by: "s_ada", by_name: "Ada" }),
}));
const steps = (done: number) =>
  ["house", "hours", "people", "widget", "message"].map((step, at) => ({ step, done: at < done }));
export const setup = (done: number, more: object = {}) =>
  ok({ steps: steps(done), people: 1, invited: 0, widgets: 0, first_visit: null, ...more });

export const USUAL: Calls = {
  "GET /v1/desk/session": ok(ADMIN),
  "GET /v1/desk/setup": setup(5),
  "GET /v1/desk/house": ok(HOUSE),
  "GET /v1/desk/staff": ok({ staff: STAFF }),
  "GET /v1/desk/links": ok({ links: LINKS }),
  "GET /v1/desk/teams": ok({
    teams: [NIGHT, { id: "day", name: "Day shift", members: [] }],
    agents: [{ user: "s_mika", capacity: 5, has: ["language:ja", "skill:billing", "team:night"] }],
  }),
  "GET /v1/desk/widgets": ok({ widgets: [SHOP, { ...SHOP, id: "new" }], seen: [SEEN] }),
  "GET /v1/desk/canned": ok({ canned: [LATE] }),
  "GET /v1/desk/labels": ok({ labels: [{ id: "vip", name: "VIP", colour: "#b93c0a" }] }),
  "GET /v1/desk/phrases": ok({ phrases: PHRASES }),
  "GET /v1/desk/keys": ok({ keys: KEYS, scopes: {} }),
  "GET /v1/desk/webhook": ok(HOOK),
  "GET /v1/desk/bans": ok({ bans: BANS }),
  "GET /v1/desk/audit": ok({ acts: LOG, next: "76" }),
};
