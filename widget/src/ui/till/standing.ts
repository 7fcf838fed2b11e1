/** Where an order stands for the shop: does it wait for an answer, since when, with which words. Pure. */
import { isStaff, type Message, type RoomState } from "../../core/state";
import type { Summary } from "../../core/wire";
import { isActive, isDone } from "../orders";

export type Place = "waiting" | "open" | "done";

export interface Standing {
  readonly place: Place;
  /** The shop has said nothing yet. */
  readonly fresh: boolean;
  /** Waiting: since when. Else when it began, or when it was last heard of where it is done. */
  readonly since: string;
  /** The latest entry that waits: what comes later is heard anew. */
  readonly seq: number;
  /** Changes that are asked for, and wait to be accepted or declined. */
  readonly requests: readonly Message[];
}

/** Once it is on its way, customer and driver talk to each other: only what turns to the shop waits for it. */
const GONE: readonly string[] = ["picked_up", "arrived"];
const NEW: readonly (string | null)[] = [null, "placed"];

export function standingOf(state: RoomState, me: string): Standing {
  const first = state.items[0];
  const last = state.items.at(-1);
  if (!isActive(state) || isDone(state))
    return { place: "done", fresh: false, since: last?.at ?? "", seq: 0, requests: [] };
  const said = state.items.filter((item) => item.kind === "message");
  const ours = said.filter((item) => isOurs(item, state, me));
  const requests = said.filter((item) => isAsked(item) && !ours.includes(item));
  const words = said.filter((item) => item.seq > lastAct(said, ours) && turnsToUs(item, state, ours, me));
  const fresh = ours.length === 0 && NEW.includes(state.stage);
  const waits = [...(fresh && first ? [first] : []), ...words, ...requests];
  if (waits.length === 0)
    return { place: "open", fresh: false, since: first?.at ?? "", seq: 0, requests: [] };
  const [since = ""] = waits.map(({ at }) => at).sort();
  return { place: "waiting", fresh, since, seq: Math.max(...waits.map(({ seq }) => seq)), requests };
}

/** Of an order whose view is not here yet. */
export function standingIn(summary: Summary): Standing {
  const done = !isActive(summary) || isDone({ stage: summary.stage ?? null });
  const place = done ? "done" : summary.unread > 0 ? "waiting" : "open";
  return { place, fresh: false, since: summary.at, seq: 0, requests: [] };
}

export function roleOf({ by, author }: Message, state: RoomState): string | undefined {
  return state.participants.get(by ?? "")?.role ?? author?.role ?? state.people.get(by ?? "")?.role;
}

/** All who stand at the till speak for the shop. */
function isOurs(item: Message, state: RoomState, me: string): boolean {
  return item.by === me || roleOf(item, state) === "merchant";
}

function isAsked({ body, answer, redacted }: Message): boolean {
  return "type" in body && body.type === "request" && !answer && !redacted;
}

/** The last that the shop said, or that it accepted or declined: what was said before is settled. */
function lastAct(said: readonly Message[], ours: readonly Message[]): number {
  const answered = said.filter((item) => item.answer);
  return Math.max(0, ...ours.map(({ seq }) => seq), ...answered.map(({ seq }) => seq));
}

/** A person's word that the shop has neither answered nor put its thumb up to. */
function turnsToUs(item: Message, state: RoomState, ours: readonly Message[], me: string): boolean {
  const role = roleOf(item, state);
  if (item.by === null || item.redacted || role === "bot" || isThumbed(item, me)) return false;
  if (!GONE.includes(state.stage ?? "")) return true;
  return isStaff(role) || ours.some(({ seq }) => seq === item.reply_to);
}

function isThumbed({ reactions = {} }: Message, me: string): boolean {
  return Object.values(reactions).some((users) => users.includes(me));
}

export interface Placed {
  readonly room: string;
  readonly standing: Standing;
}

const ORDER: readonly Place[] = ["waiting", "open", "done"];

/** What waits first, the longest waiting first; then what is open, as it came; then what is done, the latest first. */
export function arranged(all: readonly Placed[]): Placed[] {
  return [...all].sort(
    (a, b) =>
      ORDER.indexOf(a.standing.place) - ORDER.indexOf(b.standing.place) ||
      (a.standing.place === "done" ? -1 : 1) * compare(a.standing.since, b.standing.since) ||
      compare(a.room, b.room),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Is there nothing to draw anew? */
export function isSame(a: Standing, b: Standing): boolean {
  const asked = ({ requests }: Standing): string =>
    requests.map(({ seq, rev }) => `${seq} ${rev ?? 0}`).join();
  const told = ({ place, fresh, since, seq }: Standing): string => `${place} ${fresh} ${since} ${seq}`;
  return told(a) === told(b) && asked(a) === asked(b);
}

/** The last words of an order that are not read, or its very last: as many as a card has room for. */
export function shownOf(items: RoomState["items"], unread: number, most = 3): Message[] {
  const said = items.filter((item) => item.kind === "message");
  return said.slice(-Math.max(1, Math.min(unread, most)));
}

/** How far one has read who looks at these words alone: null where some that are not read stand above them. */
export function readTo(shown: readonly Message[], unread: number, above: boolean): number | null {
  return above || unread > shown.length ? null : (shown.at(-1)?.seq ?? null);
}
