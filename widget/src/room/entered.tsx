/** A device that was let in: its token, its rooms as they were last seen, and what happens when it ends. */
import { effect } from "@preact/signals-core";
import { render } from "preact";
import type { Client } from "../client";
import type { Invitation } from "../client/invitation";
import type { EnteredBy, View } from "../ui/context";
import { isActive, sorted } from "../ui/orders";
import type { Words } from "../ui/words";
import type { Entry } from "./entry";
import { Nothing } from "./nothing";
import { Seen } from "./seen";
import { Ways } from "./ways";

export interface EnteredParts {
  readonly invitation: Invitation;
  readonly words: Words;
  readonly root: Element;
  readonly wanted: string | null;
  readonly storage: Storage | null;
  /** Did they come to be told when somebody is back? */
  readonly asks: boolean;
}

const VIEWS: readonly string[] = ["driver", "merchant"];
/** Orders that do not come in this time are not waited for: the first that is here is shown. */
const ORDERS_MS = 2_000;

export class Entered implements Entry {
  readonly token: Entry["token"];
  readonly view: View;
  readonly every: boolean;

  constructor(private readonly parts: EnteredParts) {
    const { invitation } = parts;
    const { role } = invitation.kept;
    this.token = invitation.token;
    this.every = !invitation.kept.session?.room;
    this.view = VIEWS.includes(role) ? (role as View) : "customer";
  }

  begin(client: Client): void {
    const { invitation, storage, wanted } = this.parts;
    const { session, invite, role } = invitation.kept;
    if (!session) return;
    const { user, name } = session;
    client.sender.belongsTo(`${new URL(client.url).origin}|${user}`);
    client.me.value = { id: user, limits: {}, name, role };
    const seen = new Seen(client, invite, storage, () => invitation.over.peek() === null);
    seen.restore();
    seen.follow();
    effect(() => {
      const why = invitation.over.value;
      // What was not sent fails with this reason, and stays in sight.
      if (why !== null && why !== "unauthenticated")
        queueMicrotask(() => end(client, [session.room, wanted], why));
    });
  }

  async room(client: Client): Promise<string> {
    const { invitation, wanted, words, root } = this.parts;
    const { session } = invitation.kept;
    if (session?.room) return session.room;
    if (wanted) return wanted;
    const late = setTimeout(() => render(<Nothing client={client} words={words} />, root), ORDERS_MS);
    const first = await firstOf(client);
    clearTimeout(late);
    return first;
  }

  by(client: Client): EnteredBy {
    const { invitation, words, asks } = this.parts;
    return {
      asks,
      own: invitation.own,
      link: invitation.kept.link,
      Ways: ({ why }) => <Ways why={why} invitation={invitation} words={words} />,
      leave: async () => {
        sessionStorage.clear();
        await invitation.leave();
        await client.logout();
        client.stop("logout");
      },
    };
  }
}

/** Every room is over, with what was on its way. */
function end(client: Client, rooms: readonly (string | null)[], code: string): void {
  for (const room of new Set([...client.rooms.peek().keys(), ...rooms])) {
    if (room === null) continue;
    const view = client.open(room);
    if (!view.over)
      view.joinRefused({ t: "error", code, message: "" } as Parameters<typeof view.joinRefused>[0]);
  }
}

/** The first order in the order of stops, once all are here; else the one that was active last. */
function firstOf(client: Client): Promise<string> {
  return new Promise((resolve) => {
    const late = setTimeout(() => pick(true), ORDERS_MS);
    const pick = (now: boolean): void => {
      const summaries = [...client.rooms.value.values()];
      const active = summaries.filter(isActive);
      const rooms = active.map((one) => client.open(one.room));
      const ready = rooms.every((room) => room.status.value.phase !== "loading");
      const chosen = active.length === 0 ? summaries[0]?.room : sorted(rooms)[0]?.id;
      if (chosen === undefined || !(ready || now)) return;
      clearTimeout(late);
      queueMicrotask(() => stop());
      resolve(chosen);
    };
    const stop = effect(() => pick(false));
  });
}
