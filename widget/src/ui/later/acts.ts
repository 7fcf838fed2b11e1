/** What may be done with a message, by whom and until when. Pure. */
import { isStaff, type Message, type RoomState } from "../../core/state";

export type Act = "reply" | "edit" | "copy" | "who" | "mute" | "unmute" | "report" | "delete";

export interface Reader {
  readonly me: string;
  readonly mutes: ReadonlySet<string>;
  readonly now: number;
  /** How long authors may change what they wrote; null where the server did not say. */
  readonly editMs: number | null;
}

export function actsFor(item: Message, state: RoomState, reader: Reader): Act[] {
  if (item.redacted) return [];
  const can = (what: string): boolean => state.you === null || state.you.can.includes(what);
  const own = item.by === reader.me && mayChange(item, reader);
  const list: [Act, boolean][] = [
    ["reply", can("send")],
    ["edit", own && isText(item) && can("edit")],
    ["copy", "type" in item.body && item.body.type !== "file"],
    ["who", Object.keys(item.reactions ?? {}).length > 0],
    ["report", isOther(item, state, reader) && can("help")],
    [reader.mutes.has(item.by ?? "") ? "unmute" : "mute", isMutable(item, state, reader)],
    ["delete", can("redact_any") || (own && can("redact"))],
  ];
  return list.flatMap(([act, may]) => (may ? [act] : []));
}

function roleOf(item: Message, state: RoomState): string | undefined {
  return state.participants.get(item.by ?? "")?.role ?? item.author?.role;
}

/** Another person's word, not a bot's or the host's. */
function isOther(item: Message, state: RoomState, { me }: Reader): boolean {
  return item.by !== null && item.by !== me && roleOf(item, state) !== "bot";
}

/** Staff hear everybody, and are heard: who asks for help must not miss the answer. */
function isMutable(item: Message, state: RoomState, reader: Reader): boolean {
  return isOther(item, state, reader) && !isStaff(roleOf(item, state)) && !isStaff(state.you?.role);
}

/** Authors change what they wrote for as long as the server lets them. */
export function mayChange(item: Message, { now, editMs }: Pick<Reader, "now" | "editMs">): boolean {
  return editMs === null || now - Date.parse(item.at) < editMs;
}

function isText(item: Message): boolean {
  return "type" in item.body && item.body.type === "text";
}

/** The last message that this person may still change. */
export function lastOwn(state: RoomState, reader: Reader): Message | null {
  for (let i = state.items.length - 1; i >= 0; i -= 1) {
    const item = state.items[i];
    if (item?.kind === "message" && actsFor(item, state, reader).includes("edit")) return item;
  }
  return null;
}
