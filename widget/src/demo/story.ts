/** Where the order stands, read from the room's own log. Pure. */
import type { Item, RoomState } from "../core/state";

export const CHAPTERS = [
  "placed",
  "accepted",
  "assigned",
  "eta",
  "help",
  "agent",
  "swap",
  "picked_up",
  "delivered",
  "locked",
] as const;

export type Chapter = (typeof CHAPTERS)[number];

/** When each chapter began, as far as it has. */
export function storyOf(state: RoomState | null): ReadonlyMap<Chapter, string> {
  const begun = new Map<Chapter, string>();
  for (const item of state?.items ?? []) {
    const chapter = chapterOf(item);
    if (chapter && !begun.has(chapter)) begun.set(chapter, item.at);
  }
  return begun;
}

function chapterOf(item: Item): Chapter | null {
  switch (item.kind) {
    case "activity":
      return CHAPTERS.find((chapter) => chapter === item.body.type) ?? null;
    case "help":
      return item.body.state === "raised" ? "help" : null;
    case "join":
      if (item.body.replaces) return "swap";
      return item.body.role === "agent" ? "agent" : null;
    case "room":
      return item.body.locked === true ? "locked" : null;
    default:
      return null;
  }
}
