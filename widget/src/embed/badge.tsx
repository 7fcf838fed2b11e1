/** What the launcher says of words that wait: how many, and the shapes of those who said them. */
import { render } from "preact";
import type { Client } from "../client/client";
import type { Room } from "../client/room";
import { RoleShape } from "../ui/shapes";
import type { Words } from "../ui/words";

const MOST_SHAPES = 3;

export function showBadge(
  launcher: HTMLElement,
  count: number,
  roles: readonly string[],
  words: Words,
): void {
  const badge =
    launcher.querySelector<HTMLElement>(".badge") ?? launcher.appendChild(document.createElement("span"));
  badge.className = "badge";
  badge.hidden = count === 0;
  render(count === 0 ? null : [...roles.map((role) => <RoleShape key={role} role={role} />), count], badge);
  launcher.setAttribute(
    "aria-label",
    count > 0 ? words.n("launcher_unread", count) : words.t("launcher_open"),
  );
}

/** The roles of those whose words wait, in the rooms that are open here and in the others. */
export function rolesWaiting(client: Client, opened: ReadonlyMap<string, Room>): string[] {
  const roles = new Set<string>();
  for (const room of opened.values())
    for (const role of rolesIn(room, client.me.value?.id ?? "")) roles.add(role);
  for (const { room, unread, last } of client.rooms.value.values()) {
    if (unread > 0 && !opened.has(room)) roles.add(last?.author?.role ?? "member");
  }
  return [...roles].slice(0, MOST_SHAPES);
}

function rolesIn(room: Room, me: string): string[] {
  const { items, people } = room.state.value;
  const unread = room.unread.value;
  if (unread === 0) return [];
  const last = items.filter((it) => it.kind === "message" && it.by !== me).slice(-unread);
  return last.map((it) => people.get(it.by ?? "")?.role ?? "member");
}
