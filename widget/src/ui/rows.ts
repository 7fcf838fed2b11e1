/** What stands in the timeline, line by line: day marks, the "new" mark, grouped bubbles, lane and room in one order. */
import { reacted } from "../core/fold";
import type { Unsent } from "../core/outbox";
import type { Item, Message } from "../core/state";

interface Place {
  readonly key: string;
  /** Said in the staff lane. */
  readonly lane: boolean;
}

export type LineItem = Exclude<Item, { kind: "message" }>;

export type Row =
  | (Place & { t: "day"; at: string })
  | (Place & { t: "new" })
  | (Place & {
      t: "message";
      item: Message;
      mine: boolean;
      first: boolean;
      last: boolean;
      /** A change of one's own is under way: new words, or none. */
      changing: boolean;
    })
  | (Place & { t: "muted"; by: string; items: readonly Message[] })
  | (Place & { t: "unsent"; unsent: Unsent; first: boolean })
  | (Place & { t: "line"; items: readonly LineItem[] });

export interface RowsOf {
  readonly items: readonly Item[];
  readonly laneItems: readonly Item[];
  readonly unsent: readonly Unsent[];
  readonly laneRoom: string | null;
  readonly me: string;
  /** Where the "new" line stands: after this seq; 0 for nowhere. */
  readonly openedAt: number;
  readonly mutes?: ReadonlySet<string>;
}

const GROUP_MS = 5 * 60_000;

export function buildRows(from: RowsOf): Row[] {
  const rows: Row[] = [];
  const marks = { day: "", minute: "", fresh: from.openedAt === 0 };
  const changes = from.unsent.filter((one) => "target" in one.command && one.state !== "failed");
  for (const { item, lane } of merge(from.items, from.laneItems)) {
    if (item.kind === "room" && item.seq === 1) continue;
    markDay(rows, marks, item.at, lane);
    if (!lane) markNew(rows, marks, item, from);
    pushItem(rows, item, lane, from, changes);
  }
  for (const unsent of from.unsent) pushUnsent(rows, unsent, unsent.command.room === from.laneRoom);
  return markLast(rows);
}

const TOLD: ReadonlySet<string> = new Set(["desk", "help"]);

/** Two logs in one order: by time; each keeps its own. */
function merge(items: readonly Item[], lane: readonly Item[]): { item: Item; lane: boolean }[] {
  if (CUSTOMERS_ONLY) return items.map((item) => ({ item, lane: false }));
  const out: { item: Item; lane: boolean }[] = [];
  // What the lane tells of itself (who came, when it began) is no news; what was done with the room is, at the desk.
  const notes = lane.filter((item) => item.kind === "message" || (ON_DESK && TOLD.has(item.kind)));
  // Notes older than what is loaded of the room wait until that page is.
  const from = items[0]?.at ?? "";
  let at = notes.findIndex((note) => note.at >= from);
  if (at < 0) at = notes.length;
  for (const item of items) {
    for (let note = notes[at]; note && note.at < item.at; note = notes[at]) {
      out.push({ item: note, lane: true });
      at += 1;
    }
    out.push({ item, lane: false });
  }
  return [...out, ...notes.slice(at).map((item) => ({ item, lane: true }))];
}

function markDay(rows: Row[], marks: { day: string; minute: string }, at: string, lane: boolean): void {
  const minute = at.slice(0, 16);
  // Days begin with a minute, everywhere; and to ask which it is takes long, of many.
  if (minute === marks.minute) return;
  marks.minute = minute;
  const day = new Date(at).toDateString();
  if (day === marks.day) return;
  marks.day = day;
  rows.push({ t: "day", key: `day ${day}`, at, lane: lane && false });
}

function markNew(rows: Row[], marks: { fresh: boolean }, item: Item, { openedAt, me, mutes }: RowsOf): void {
  if (marks.fresh || item.seq <= openedAt || item.kind !== "message") return;
  if (item.by === me || mutes?.has(item.by ?? "")) return;
  marks.fresh = true;
  rows.push({ t: "new", key: "new", lane: false });
}

function pushItem(rows: Row[], item: Item, lane: boolean, from: RowsOf, changes: readonly Unsent[]): void {
  const place = { key: `${lane ? "n" : "e"}${item.seq}`, lane };
  if (item.kind === "message") {
    if (!lane && from.mutes?.has(item.by ?? "")) pushMuted(rows, item);
    else pushMessage(rows, item, lane, from, changes);
    return;
  }
  dropNamed(rows, item);
  const before = rows[rows.length - 1];
  if (
    before?.t === "line" &&
    isArrival(item) &&
    before.items.every(isArrival) &&
    soon(before.items[0], item)
  ) {
    rows[rows.length - 1] = { ...before, items: [...before.items, item] };
  } else {
    rows.push({ t: "line", ...place, items: [item] });
  }
}

/** "Ken is on the order" tells that Ken came, too: one line, not two. */
function dropNamed(rows: Row[], item: LineItem): void {
  const before = rows[rows.length - 1];
  if (before?.t !== "line" || item.kind !== "activity") return;
  const last = before.items[before.items.length - 1];
  if (last?.kind !== "join" || last.body.replaces || last.body.user !== item.body.params?.user) return;
  rows.pop();
  if (before.items.length > 1) rows.push({ ...before, items: before.items.slice(0, -1) });
}

function pushMessage(
  rows: Row[],
  held: Message,
  lane: boolean,
  { me, laneRoom }: RowsOf,
  changes: readonly Unsent[],
): void {
  const mine = held.by === me;
  const key = mine && held.cid ? held.cid : `${lane ? "n" : "e"}${held.seq}`;
  const here = ({ command }: Unsent): boolean =>
    "target" in command && command.target === held.seq && (command.room === laneRoom) === lane;
  const own = changes.filter(here);
  const item = own.reduce((now, { command }) => changed(now, command, me), held);
  const changing = own.some(({ command: { t } }) => t === "edit" || t === "redact");
  rows.push({
    t: "message",
    key,
    lane,
    item,
    mine,
    first: !continues(rows, held, lane),
    last: true,
    changing,
  });
}

/** As it will be once the server has it. */
function changed(item: Message, command: Unsent["command"], me: string): Message {
  if (command.t === "edit") return { ...item, body: command.body as Message["body"] };
  return command.t === "react" ? reacted(item, me, { emoji: command.emoji, on: command.on ?? true }) : item;
}

/** What somebody muted says stays one line, however much it is. */
function pushMuted(rows: Row[], item: Message): void {
  const before = rows[rows.length - 1];
  const by = item.by ?? "";
  if (before?.t === "muted" && before.by === by)
    rows[rows.length - 1] = { ...before, items: [...before.items, item] };
  else rows.push({ t: "muted", key: `m${item.seq}`, lane: false, by, items: [item] });
}

function isArrival(item: LineItem): boolean {
  return item.kind === "join" && item.body.replaces === undefined;
}

function continues(rows: readonly Row[], item: Message, lane: boolean): boolean {
  const before = rows[rows.length - 1];
  if (before?.t !== "message" || before.lane !== lane || before.item.by !== item.by) return false;
  return soon(before.item, item);
}

function soon(before: Item | undefined, item: Item): boolean {
  return Date.parse(item.at) - Date.parse(before?.at ?? "") < GROUP_MS;
}

function pushUnsent(rows: Row[], unsent: Unsent, lane: boolean): void {
  if (unsent.command.t !== "send" && unsent.state !== "failed") return;
  const before = rows[rows.length - 1];
  const follows = (before?.t === "message" && before.mine) || before?.t === "unsent";
  rows.push({ t: "unsent", key: unsent.cid, lane, unsent, first: !follows || before.lane !== lane });
}

function markLast(rows: Row[]): Row[] {
  return rows.map((row, i) => {
    const next = rows[i + 1];
    if (row.t !== "message") return row;
    const goes = next?.t === "message" && !next.first;
    return goes || (next?.t === "unsent" && !next.first) ? { ...row, last: false } : row;
  });
}
