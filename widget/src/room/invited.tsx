/** The room page by an invitation: its part, loaded where a link was opened, or this device was let in before. */
import { render } from "preact";
import { Invitation, type InvitationParts, type Kept, keptInvitations } from "../client/invitation";
import css from "../css/invited.css?text";
import { dressed } from "../ui/dressed";
import { Gone } from "../ui/gone";
import type { Words } from "../ui/words";
import { Entered } from "./entered";
import type { Entry, EntryParts } from "./entry";
import { Gate } from "./gate";
import { Ways } from "./ways";

export const dress = dressed(css);

export async function enter({ link, room, url, words, root }: EntryParts): Promise<Entry | null> {
  const parts = browserParts(url);
  const held = parts.storage ? keptInvitations(parts.storage as Storage) : [];
  const kept = held.find((one) => fits(one, room)) ?? held[0];
  if (!link && !kept) return null;
  const invitation = link ? Invitation.ofLink(link, parts) : Invitation.ofKept(kept as Kept, parts);
  const over = invitation.over.peek();
  if (over !== null && over !== "unauthenticated") {
    render(<Over why={over} invitation={invitation} words={words} />, root);
    return null;
  }
  const fresh = !invitation.kept.session;
  if (fresh) await opened(invitation, words, root);
  const asks = fresh && invitation.own;
  return new Entered({
    invitation,
    words,
    root,
    wanted: room,
    storage: parts.storage as Storage | null,
    asks,
  });
}

/** Does it lead to this room? */
function fits({ session, over }: Kept, room: string | null): boolean {
  return room !== null && over === null && (session?.room ?? room) === room;
}

/** When somebody has touched the key. */
function opened(invitation: Invitation, words: Words, root: Element): Promise<void> {
  return new Promise((resolve) => {
    const label = deviceName(navigator.userAgent);
    render(<Gate invitation={invitation} words={words} label={label} opened={resolve} />, root);
  });
}

function Over(parts: { why: string; invitation: Invitation; words: Words }) {
  return (
    <Gone why={parts.why} words={parts.words}>
      <Ways {...parts} />
    </Gone>
  );
}

function browserParts(url: string): InvitationParts {
  return {
    url,
    storage: deviceStorage(),
    locks: navigator.locks ?? null,
    now: () => Date.now(),
    draw: () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(36)).join(""),
    fetch: (input, init) => fetch(input, init),
  };
}

/** Null where the browser forbids it. */
function deviceStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

const KINDS = ["iPhone", "iPad", "Android", "Windows", "Mac", "Linux"];
const APPS = ["Line", "FxiOS", "Firefox", "CriOS", "Edg", "Chrome", "Safari"];

/** "Android · Chrome": what the list of devices calls this one. */
export function deviceName(agent: string): string {
  const kind = KINDS.find((one) => agent.includes(one));
  const app = APPS.find((one) => agent.includes(`${one}/`));
  return [kind, app].filter(Boolean).join(" · ");
}
