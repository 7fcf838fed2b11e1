/** The latest message: who has it, who has read it, and why not. Pure. */
import { type Mark, type Pip, pipsOf } from "../core/cursors";
import type { RoomState } from "../core/state";
import type { Author, MessageEntry, Role } from "../core/wire";
import type { Seat } from "./cast";
import type { DemoKey } from "./words";

/** What the stage knows of whoever sits in a seat. */
export interface Sitter {
  readonly seat: Seat;
  readonly user: string;
  readonly pulled: boolean;
  readonly yours: boolean;
  /** The script has them look at the room: they will have read it in a moment. */
  readonly looking: boolean;
}

export interface TraceMark {
  readonly name: string;
  readonly role: Role;
  readonly mark: Mark;
}

export interface Trace {
  readonly message: MessageEntry;
  readonly author: Author;
  readonly marks: readonly TraceMark[];
  readonly why: DemoKey;
  /** Whom the reason is about. */
  readonly whom: string;
}

export function latestMessage(state: RoomState): MessageEntry | null {
  for (let i = state.items.length - 1; i >= 0; i -= 1) {
    const item = state.items[i];
    if (item?.kind === "message" && !item.redacted) return item;
  }
  return null;
}

export function traceOf(state: RoomState | null, sitters: readonly Sitter[]): Trace | null {
  const message = state && latestMessage(state);
  if (!state || !message?.by) return null;
  const author = state.people.get(message.by) ?? message.author ?? { name: "", role: "member" as const };
  const pips = pipsOf(state.participants.values(), message.by, message.seq);
  const open = pips.filter((pip) => pip.mark !== "read" && pip.who.left_seq === undefined);
  const marks = pips.map(({ who, mark }) => ({ name: who.name, role: who.role, mark }));
  return { message, author, marks, ...reason(pips.length, open, sitters) };
}

/** The reason for the first who has not read it; a pulled cable is told before anything else. */
function reason(
  audience: number,
  open: readonly Pip[],
  sitters: readonly Sitter[],
): { why: DemoKey; whom: string } {
  const at = (pip: Pip): Sitter | undefined => sitters.find((one) => one.user === pip.who.user);
  const away = (pip: Pip): boolean => pip.mark === "delivered" && !at(pip)?.looking;
  const first = open.find((pip) => at(pip)?.pulled) ?? open.find(away) ?? open[0];
  if (!first) return { why: audience === 0 ? "why_nobody" : "why_all", whom: "" };
  return { why: whyNot(first, at(first)), whom: first.who.name };
}

function whyNot(pip: Pip, sitter: Sitter | undefined): DemoKey {
  if (sitter?.pulled) return "why_pulled";
  if (sitter?.looking) return "why_soon";
  if (pip.mark === "sent" || !sitter) return "why_sent";
  return sitter.yours ? "why_yours" : `why_${sitter.seat}`;
}
