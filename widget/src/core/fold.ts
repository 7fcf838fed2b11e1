/** A room's state as a fold over its entries. Folding twice is harmless; nothing here asks for the time. */
import { advance } from "./cursors";
import { STAGES } from "./generated-tables";
import { emptyState, type Item, isPresent, isStaff, type Message, type RoomState } from "./state";
import type {
  ActivityBody,
  Count,
  Cursor,
  Entry,
  Joined,
  Participant,
  Reactions,
  RoleChange,
  RoomNotice,
} from "./wire";

/** The state that `joined` describes. Entries are folded in by the caller, as they pass the feed. */
export function fromJoined(joined: Joined, before: RoomState | null): RoomState {
  const base = before ?? emptyState(joined.room);
  const participants = new Map(joined.participants.map((who) => [who.user, keepForward(who, base)]));
  return {
    ...base,
    subject: joined.subject,
    kind: joined.kind,
    status: joined.status,
    locked: joined.locked ?? false,
    locksAt: joined.locks_at ?? null,
    stage: joined.stage ?? null,
    waiting: joined.waiting ?? null,
    queue: null,
    watched: null,
    parent: joined.parent ?? null,
    you: joined.you,
    facts: joined.facts ?? [],
    metadata: joined.metadata ?? null,
    participants,
    participantCount: joined.participant_count ?? joined.participants.filter(isPresent).length,
    lanes: joined.lanes ?? [],
    counts: bySeq(joined.counts),
    people: namesFrom(base.people, joined.participants),
  };
}

/** A snapshot can be older than a notice that was already heard: cursors never go back within a membership. */
function keepForward(who: Participant, base: RoomState): Participant {
  const known = base.participants.get(who.user);
  return known && known.joined_seq === who.joined_seq ? advance(who, known) : who;
}

function namesFrom(people: RoomState["people"], list: readonly Participant[]): RoomState["people"] {
  const next = new Map(people);
  for (const who of list) next.set(who.user, { name: who.name, role: who.role });
  return next;
}

/** Folds entries that arrived live or by catching up: timeline, participants, subject, lock. */
export function applyEntries(state: RoomState, entries: readonly Entry[]): RoomState {
  return entries.reduce((next, entry) => applyRoom(applyItem(next, entry), entry), state);
}

/** Folds entries that `joined` carried beside its own snapshot, or older pages: timeline only. */
export function applyTimeline(state: RoomState, entries: readonly Entry[]): RoomState {
  return entries.reduce(applyItem, state);
}

function applyItem(state: RoomState, entry: Entry): RoomState {
  switch (entry.kind) {
    case "hidden":
      return state;
    case "edit":
      return changeMessage(state, entry.target, entry.seq, (m) => ({ ...m, body: entry.body, edited: true }));
    case "redact":
      return changeMessage(state, entry.target, entry.seq, (m) => erase(m, entry.by, entry.at));
    case "reaction":
      return changeMessage(state, entry.target, entry.seq, (m) => reacted(m, entry.by, entry.body));
    case "answer":
      return changeMessage(state, entry.target, entry.seq, (m) => ({
        ...m,
        answer: { ...entry.body, by: entry.by, at: entry.at },
      }));
    default:
      return withNames(insert(state, entry as Item), entry);
  }
}

function withNames(state: RoomState, entry: Entry): RoomState {
  const named = entry.kind === "join" || entry.kind === "role" ? entry.body : null;
  const author = "author" in entry && entry.author && entry.by ? { user: entry.by, ...entry.author } : null;
  if (!named && !author) return state;
  const people = new Map(state.people);
  // An older page must not rename somebody who is here now; a newcomer's name is told by its own entry.
  for (const one of [named, author]) {
    if (one && !state.participants.has(one.user)) people.set(one.user, { name: one.name, role: one.role });
  }
  return { ...state, people };
}

function insert(state: RoomState, item: Item): RoomState {
  const at = place(state.items, item.seq);
  const held = state.items[at];
  if (held?.seq === item.seq) return state;
  return { ...state, items: [...state.items.slice(0, at), item, ...state.items.slice(at)] };
}

/** The index of the first item whose seq is not below `seq`. */
export function place(items: readonly { seq: number }[], seq: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function changeMessage(
  state: RoomState,
  target: number,
  seq: number,
  change: (message: Message) => Message,
): RoomState {
  const at = place(state.items, target);
  const held = state.items[at];
  if (held?.seq !== target || held.kind !== "message" || seq <= (held.rev ?? 0)) return state;
  // A redaction is final: what comes after it moves `rev` and nothing else.
  const next = held.redacted ? held : change(held);
  const items = state.items.slice();
  items[at] = { ...next, rev: seq };
  return { ...state, items };
}

function erase(message: Message, by: string | null, at: string): Message {
  const { reactions: _, edited: __, answer: ___, ...rest } = message;
  return { ...rest, body: {}, redacted: { by, at } };
}

export function reacted(
  message: Message,
  by: string | null,
  { emoji, on }: { emoji: string; on: boolean },
): Message {
  if (by === null) return message;
  const { reactions: before = {}, ...plain } = message;
  const held = before[emoji] ?? [];
  if (held.includes(by) === on) return message;
  const users = on ? [...held, by] : held.filter((user) => user !== by);
  const { [emoji]: _, ...rest } = before;
  const reactions: Reactions = users.length > 0 ? { ...before, [emoji]: users } : rest;
  return Object.keys(reactions).length > 0 ? { ...plain, reactions } : plain;
}

function applyRoom(state: RoomState, entry: Entry): RoomState {
  switch (entry.kind) {
    case "room":
      return applyPatch(state, entry.body);
    case "join":
      return applyJoin(state, entry.seq, entry.body);
    case "leave":
      return applyLeave(state, entry.seq, entry.body.user);
    case "role":
      return applyRole(state, entry.body);
    case "help":
      return applyHelp(state, entry);
    case "activity":
      return applyActivity(state, entry.body);
    case "message":
      return applyWord(state, entry);
    default:
      return state;
  }
}

function applyPatch(state: RoomState, patch: Extract<Entry, { kind: "room" }>["body"]): RoomState {
  return {
    ...state,
    kind: patch.kind ?? state.kind,
    subject: patch.subject ?? state.subject,
    status: patch.status ?? state.status,
    locked: patch.locked ?? state.locked,
    locksAt: patch.locks_at === undefined ? state.locksAt : patch.locks_at,
    waiting: patch.status === "resolved" ? null : state.waiting,
  };
}

function applyActivity(state: RoomState, { type, locks_at, reopened }: ActivityBody): RoomState {
  const { locksAt, stage } = state;
  const moved = { ...state, locksAt: locks_at ?? locksAt, stage: STAGES.includes(type) ? type : stage };
  return reopen(moved, reopened);
}

function applyHelp(state: RoomState, entry: Extract<Entry, { kind: "help" }>): RoomState {
  const { state: what, reason, reopened } = entry.body;
  if (what !== "raised") return { ...state, waiting: null };
  const waiting = { since: entry.at, by: entry.by, reason: reason ?? "" };
  return reopen({ ...state, waiting, status: "open" }, reopened);
}

/** A lock is lifted, one that is still to come too. */
function reopen(state: RoomState, reopened = false): RoomState {
  return reopened ? { ...state, status: "open", locked: false, locksAt: null } : state;
}

/** Staff's answer ends the waiting; in a support room, anybody else's word begins it. */
function applyWord(state: RoomState, { by, at, author }: Message): RoomState {
  const role = author?.role ?? state.participants.get(by ?? "")?.role;
  if (isStaff(role)) return state.waiting ? { ...state, waiting: null } : state;
  const calls = state.kind === "support" && !state.parent && !state.waiting;
  return calls ? { ...state, waiting: { since: at, reason: "message", by } } : state;
}

function applyJoin(state: RoomState, seq: number, body: Extract<Entry, { kind: "join" }>["body"]): RoomState {
  const swapped = body.replaces ? applyLeave(state, seq, body.replaces) : state;
  const known = swapped.participants.get(body.user);
  if (known && known.joined_seq >= seq) return swapped;
  // A visitor who became this user has read for them.
  const before = body.was && swapped.participants.get(body.replaces ?? "");
  const who: Participant = {
    user: body.user,
    name: body.name,
    role: body.role,
    joined_seq: seq,
    delivered: before?.delivered ?? 0,
    read: before?.read ?? 0,
    verified: body.verified,
    presence: known?.presence ?? "offline",
    ...(body.was && { was: body.was }),
  };
  return putParticipant(counted(swapped, 1), who);
}

/** Above 250 most are not among the participants: whoever is not known there was present. */
function applyLeave(state: RoomState, seq: number, user: string): RoomState {
  const who = state.participants.get(user);
  if (who && !(isPresent(who) && who.joined_seq < seq)) return state;
  const fewer = counted(state, -1);
  return who ? putParticipant(fewer, { ...who, left_seq: seq, presence: "offline" }) : fewer;
}

function counted(state: RoomState, by: number): RoomState {
  return { ...state, participantCount: state.participantCount + by };
}

function applyRole(state: RoomState, { user, role, name }: RoleChange): RoomState {
  return withParticipant(state, user, (who) => (isPresent(who) ? { ...who, role, name } : who));
}

function withParticipant(
  state: RoomState,
  user: string,
  change: (who: Participant) => Participant,
): RoomState {
  const who = state.participants.get(user);
  return who ? putParticipant(state, change(who)) : state;
}

function putParticipant(state: RoomState, who: Participant): RoomState {
  const participants = new Map(state.participants).set(who.user, who);
  const people = new Map(state.people).set(who.user, { name: who.name, role: who.role });
  return { ...state, participants, people };
}

export function applyCursors(state: RoomState, cursors: readonly Cursor[]): RoomState {
  return cursors.reduce(
    (next, cursor) => withParticipant(next, cursor.user, (who) => advance(who, cursor)),
    state,
  );
}

export function applyCounts(state: RoomState, counts: readonly Count[]): RoomState {
  return { ...state, counts: bySeq(counts) };
}

function bySeq(counts: readonly Count[] = []): RoomState["counts"] {
  return new Map(counts.map((count) => [count.seq, count]));
}

export function applyPresence(state: RoomState, user: string, presence: Participant["presence"]): RoomState {
  return presence ? withParticipant(state, user, (who) => ({ ...who, presence })) : state;
}

/** The `room` notice: a summary that changed, for a view that is open. */
export function applySummary(state: RoomState, summary: RoomNotice): RoomState {
  return {
    ...state,
    subject: summary.subject ?? state.subject,
    status: summary.status ?? state.status,
    locked: summary.locked ?? state.locked,
    locksAt: summary.locks_at === undefined ? state.locksAt : summary.locks_at,
    stage: summary.stage ?? state.stage,
    waiting: summary.waiting ?? null,
    facts: summary.facts ?? state.facts,
    lanes: summary.lanes ?? state.lanes,
  };
}

/** The reader is out: facts and lanes end at once, and a driver keeps nothing of what was said. */
export function afterLeaving(state: RoomState): RoomState {
  const items = state.you?.role === "driver" ? [] : state.items;
  return { ...state, facts: [], metadata: null, lanes: [], waiting: null, items };
}
