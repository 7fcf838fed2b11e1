/** The workspace over a scripted inbox: its rooms, its team, and somebody who points at the list. */
import type { InboxFrame, Party, Row } from "../src/desk/inbox/row";
import { heldBy, NOBODYS, row, said } from "../tests/desk/rows";
import { ADA, type Calls, desk } from "./deskstage";
import { AT, welcome } from "./scene";
import type { Stage } from "./stage";
import { settle } from "./timers";

export const ME = { ...ADA, can: ["assign", "observe", "own_presence", "see_load", "settings"] };
export const AGENT = { user: ME.user, state: "online", since: AT, capacity: 5, has: ["team:night"] };
const MINUTE = 60_000;

/** So many minutes before the moment at which every state plays. */
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();
export const last = (minutes: number, name = "Ann", text = "Where is my order?"): Row["last"] => ({
  ...(said(0) as NonNullable<Row["last"]>),
  at: ago(minutes),
  name,
  text,
});
export const call = (minutes: number, reason: string | null): Partial<Row> => ({
  waiting: { since: ago(minutes), reason, by: "ann" },
});
const person = (name: string, role = "customer", presence: Party["presence"] = "online") => ({
  user: "ann",
  name,
  role,
  presence,
});
const unseen = [{ user: "ken", role: "driver", delivered: true }];

/** One row for each reason, each different in what else it shows. */
export const busy = (): Row[] => [
  row("1038", { ...call(12, "late"), last: last(9), priority: "urgent", people: [person("Ann")] }),
  row("1041", { ...call(4, "missing"), last: last(4), held: heldBy("s_mika", "assigned", { name: "Mika" }) }),
  row("s1", {
    ...call(3, null),
    kind: "support",
    subject: "",
    people: [person("Sora")],
    last: last(3, "Sora"),
  }),
  row("s2", {
    ...call(0.2, null),
    kind: "support",
    subject: "",
    people: [person("Yui")],
    last: last(0.2, "Yui"),
  }),
  row("1020", { due_at: ago(1), people: [person("Lea", "customer", "away")], last: last(90, "Lea") }),
  row("1031", { mentions: 1, last: last(20), held: heldBy("s_rie", "assigned", { name: "Rie" }) }),
  row("1019", {
    back: ago(2),
    people: [person("Kim")],
    last: last(30, "Ada", "We look into it."),
    priority: "high",
    labels: ["vip"],
  }),
  row("1044", { typing: ["ann"], last: last(1) }),
  row("1045", { typing: ["zoe"], last: last(2), people_count: 90 }),
  row("1046", { unread: 1, last: last(6), held: { ...NOBODYS, team: "night" } }),
  row("1047", { unread: 4, last: last(5), watchers: [{ user: "s_rie", name: "Rie", writing: true }] }),
  row("1048", { unseen, held: heldBy(ME.user), last: last(8, "Ada", "He is at your door.") }),
  row("1049", { last: null, people: [] }),
  row("1050", { last: last(600), labels: ["vip", "refund", "late"] }),
  row("1051", { hold: "snoozed", wake_at: ago(-90), last: last(50) }),
  row("1052", { mentions: 1, unread: 2, last: last(11) }),
];

const LONG = "Robert Bartholomew Featherstonehaugh the Third";
const RTL = "أحمد بن عبد الله الهاشمي";
const EMOJI = "Ken 🛵🚀👩‍👩‍👧‍👦";

/** People with names of every kind, in every place of a row. */
export const named = (): Row[] => [
  row("1061", { ...call(12, "missing"), priority: "urgent", people: [person(LONG)], last: last(12, LONG) }),
  row("1062", { ...call(3, null), people: [person(RTL)], last: last(3, RTL, "مرحبا، أين طلبي؟") }),
  row("1063", {
    mentions: 1,
    people: [person(EMOJI)],
    last: last(4, EMOJI),
    held: heldBy("s_x", "assigned", { name: RTL }),
  }),
  row("1064", {
    ...{
      subject: "さくら食堂・世田谷本店（二十四時間営業・駐車場あり）についてのお問い合わせ",
      kind: "support",
    },
    ...{
      unread: 120,
      people: [person("佐藤")],
      last: last(5, "佐藤", "https://shop.example/orders/1064?from=a-very-long-link"),
    },
  }),
  row("1065", {
    people: [person(LONG)],
    last: last(9, LONG),
    held: heldBy("s_y", "assigned", { name: LONG }),
  }),
];

export const LABELS = [
  { id: "vip", name: "vip", colour: "#f5d90a" },
  { id: "late", name: "late", colour: "#0b1f66" },
];

interface Scene {
  readonly rows?: readonly Row[];
  readonly place?: string;
  readonly calls?: Calls;
  readonly me?: object;
  /** Does the list come? */
  readonly silent?: boolean;
}

/** The workspace of somebody who is signed in, with these rooms. */
export async function works(
  stage: Stage,
  { rows = [], place = "view=all", calls, me = ME, silent }: Scene,
): Promise<void> {
  stage.wire.reply = (frame) => {
    if (frame.t === "hello") return [welcome(ME.user, "agent", ME.name, [])];
    const asked = (frame as { t: string }).t === "inbox" && !silent;
    return asked ? [told({ rows: [...rows], reset: true, more: false })] : [];
  };
  const ok = (body: unknown) => ({ status: 200, body });
  const usual = {
    "GET /v1/desk/session": ok(me),
    "POST /v1/desk/token": ok({ token: `x.${btoa('{"sub":"s_ada"}')}.x`, exp: AT }),
    "GET /v1/desk/me": ok(AGENT),
    "GET /v1/desk/load": ok(load()),
    "GET /v1/desk/labels": ok({ labels: LABELS }),
  };
  await desk(stage, { ...usual, ...calls }, "", place);
  await stage.find(silent ? ".inbox-coming" : ".inrow, .inbox-empty, .alerts, .team");
  await settle();
}

const told = (frame: Omit<InboxFrame, "t">) => ({ t: "inbox", ...frame }) as never;

/** Somebody points at the list, and it changes under the pointer. */
export async function pointsAt(stage: Stage, frame: Omit<InboxFrame, "t">): Promise<void> {
  const list = await stage.find(".inbox-hold");
  list.dispatchEvent(new PointerEvent("pointerenter", { pointerType: "mouse" }));
  await stage.hears(told(frame));
}

export const offered = (): Row =>
  row("1060", {
    held: heldBy(ME.user, "offered", { until: ago(-0.3) }),
    last: last(1),
    people: [person("Noa")],
  });

const agent = (user: string, name: string, more: object) => ({
  user,
  name,
  state: "online",
  since: AT,
  connected: true,
  open: 2,
  capacity: 5,
  waiting: 1,
  longest_wait_s: 240,
  ...more,
});
export const load = (waiting = 3) => ({
  agents: [
    agent("s_mika", "Mika", { open: 4 }),
    agent("s_rie", "Rie", { state: "busy", connected: false, waiting: 0, longest_wait_s: null }),
    agent("s_ada", "Ada", { state: "away", open: 0, waiting: 0, longest_wait_s: null }),
    agent("s_sam", "Sam", { state: "offline", open: 0, waiting: 0, longest_wait_s: null }),
  ],
  queue: { waiting, longest_wait_since: ago(4) },
});
