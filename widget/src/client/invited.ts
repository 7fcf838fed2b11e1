/** Where a device keeps what it was invited by, for pages that do not know yet whether they need the rest. */
import { keptUnder } from "../net/mark";

export const INVITES = "parley.invite|";
/** What the rooms of an invitation looked like when they were last seen: `<this><invitation>|<room>`. */
export const SEEN = "parley.seen|";

/** Was this device let in by an invitation? */
export function invitedHere(): boolean {
  return keptUnder(INVITES, false);
}

/** Nothing of its rooms stays, or of one of them. */
export function forgetRooms(storage: object | null, invite: string, room = ""): void {
  const start = `${SEEN}${invite}|${room}`;
  for (const key of Object.keys(storage ?? {}))
    if (room ? key === start : key.startsWith(start)) (storage as Storage).removeItem(key);
}
