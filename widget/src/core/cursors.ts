/** Who has a message and who has read it: cursors move forward only, audiences are derived. */
import type { Cursor, Participant } from "./wire";

export type Mark = "sent" | "delivered" | "read";

export interface Pip {
  readonly who: Participant;
  readonly mark: Mark;
}

export interface SeenBy {
  readonly audience: number;
  readonly read: number;
  readonly delivered: number;
  /** Those still here who have not read it. */
  readonly notYet: readonly Participant[];
}

/** Moves a participant's cursors forward; never back, and `read` pulls `delivered` along. */
export function advance(who: Participant, cursor: Cursor): Participant {
  const read = Math.max(who.read, cursor.read);
  const delivered = Math.max(who.delivered, cursor.delivered, read);
  return read === who.read && delivered === who.delivered ? who : { ...who, read, delivered };
}

/** Everyone whose reading (observers are no participants, so they are not among `people`) of message `seq` by `author` counts. */
export function audienceOf(people: Iterable<Participant>, author: string, seq: number): Participant[] {
  const all = [...people];
  // The visitor that an author was before does not read for them.
  const was = all.find((who) => who.user === author)?.was;
  return all.filter((who) => counts(who, author) && wasThere(who, seq) && !was?.includes(who.user));
}

function counts(who: Participant, author: string): boolean {
  return who.user !== author && who.role !== "bot";
}

function wasThere(who: Participant, seq: number): boolean {
  return who.joined_seq < seq && (who.left_seq === undefined || who.left_seq > seq);
}

export function markOf(who: Participant, seq: number): Mark {
  if (who.read >= seq) return "read";
  return who.delivered >= seq ? "delivered" : "sent";
}

export function pipsOf(people: Iterable<Participant>, author: string, seq: number): Pip[] {
  return audienceOf(people, author, seq).map((who) => ({ who, mark: markOf(who, seq) }));
}

export function seenBy(pips: readonly Pip[]): SeenBy {
  const unread = pips.filter((pip) => pip.mark !== "read");
  return {
    audience: pips.length,
    read: pips.length - unread.length,
    delivered: pips.filter((pip) => pip.mark !== "sent").length,
    notYet: unread.filter((pip) => pip.who.left_seq === undefined).map((pip) => pip.who),
  };
}

/** One mark for many parties: the least of them. */
export function leastMark(pips: readonly Pip[]): Mark {
  if (pips.length > 0 && pips.every((pip) => pip.mark === "read")) return "read";
  return pips.length > 0 && pips.every((pip) => pip.mark !== "sent") ? "delivered" : "sent";
}
