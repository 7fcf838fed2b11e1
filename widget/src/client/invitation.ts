/** An invitation on this device: looked at, opened by a touch, taken up again by a secret that changes with every use. */
import { type Signal, signal } from "@preact/signals-core";
import { HttpRefused, refusedBy } from "./http";
import { forgetRooms, INVITES } from "./invited";

/** Who comes in, and where to; nothing is used up by looking. */
export interface Looked {
  readonly name: string;
  readonly role: string;
  readonly subject: string | null;
}

/** A device that is in. */
export interface Session {
  readonly user: string;
  readonly name: string;
  /** Null: every room of this user. */
  readonly room: string | null;
  readonly secret: string;
  readonly token: string;
  readonly exp: string;
}

export interface Kept {
  readonly invite: string;
  /** The link's own secret: it opens anew, and asks for another link. */
  readonly link: string;
  /** Drawn before the first opening: where its answer is lost, the same key gets the same place. */
  readonly key: string;
  /** When it was last opened here. */
  readonly used: number;
  readonly role: string;
  readonly session: Session | null;
  /** Why it opens nothing any more. */
  readonly over: string | null;
}

export interface InvitationParts {
  readonly url: string;
  /** Null: it lives as long as this page. */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly locks: Pick<Navigator["locks"], "request"> | null;
  readonly now: () => number;
  readonly draw: () => string;
  readonly fetch: typeof fetch;
}

const GIVE_UP_MS = 30_000;
/** Whoever logs out is gone from here at once. */
const LEAVE_MS = 5_000;
/** A token that ends sooner is not worth beginning with. */
const LASTS_MS = 30_000;
/** What waiting does not change. */
const FINAL = /^(invite_\w+|not_found|forbidden)$/;

export class Invitation {
  /** Why it opens nothing any more: the refusal's code, or `logout`. */
  readonly over: Signal<string | null>;
  #memory: Kept;
  #given: string | null = null;
  #written = false;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly parts: InvitationParts,
    kept: Kept,
  ) {
    this.#memory = kept;
    this.over = signal(kept.over);
  }

  /** Of a link; what this device knows of it is taken up. */
  static ofLink(link: string, parts: InvitationParts): Invitation {
    const invite = link.split(".")[0] ?? "";
    const used = parts.now();
    const fresh = { invite, link, key: parts.draw(), used, role: "", session: null, over: null };
    const known = readKept(parts.storage, invite);
    const one = new Invitation(parts, fresh);
    // What is told of it may have changed since: whoever comes with the link is told anew.
    one.#keep(known ? { ...known, link: known.session ? known.link : link, over: null, used } : fresh);
    return one;
  }

  static ofKept(kept: Kept, parts: InvitationParts): Invitation {
    const one = new Invitation(parts, kept);
    one.#written = true;
    return one;
  }

  get kept(): Kept {
    const stored = readKept(this.parts.storage, this.#memory.invite);
    // What was written down and is there no more, another tab has ended.
    return stored ?? (this.#written ? { ...this.#memory, session: null } : this.#memory);
  }

  /** Made by the one whom it leads, to go on here with what was begun elsewhere. */
  get own(): boolean {
    return this.#memory.invite.startsWith("o_");
  }

  async look(): Promise<Looked> {
    const { link, key } = this.kept;
    const looked = await this.#post<Looked>("preview", { secret: link, device: key });
    this.#keep({ role: looked.role });
    return looked;
  }

  /** Takes a place for this device; `label` is what lists call it. */
  open(label: string): Promise<Session> {
    return this.#alone(async () => {
      const { link, key, session } = this.kept;
      if (session) return session;
      const opened = await this.#post<Session>("redeem", { secret: link, device: key, label });
      this.#keep({ session: opened, over: null });
      return opened;
    });
  }

  /** For `ClientOptions.token`. Null once it is over; rejects where waiting helps. */
  readonly token = (fresh: boolean): Promise<string | null> =>
    this.#alone(async () => {
      const { session } = this.kept;
      if (!session) {
        // Another tab ended it.
        this.over.value ??= "logout";
        return null;
      }
      const lasts = Date.parse(session.exp) - this.parts.now() > LASTS_MS;
      const usable = lasts && !(fresh && session.token === this.#given);
      const { token } = usable ? session : await this.#refreshed(session);
      this.#given = token || null;
      return this.#given;
    });

  /** Asks for a new link; answers when that was asked, as staff see it. */
  async again(): Promise<string> {
    const { asked } = await this.#post<{ asked: string }>("again", { secret: this.kept.link });
    return asked;
  }

  /** Ends it on this device, at once, and on the server when it can be reached. */
  leave(): Promise<void> {
    return this.#alone(async () => {
      const { session } = this.kept;
      this.#end("logout");
      this.parts.storage?.removeItem(INVITES + this.#memory.invite);
      const secret = session?.secret;
      if (secret) await this.#post("logout", { secret }, LEAVE_MS).catch(() => undefined);
    });
  }

  async #refreshed(held: Session, again = true): Promise<{ token: string }> {
    try {
      const session = await this.#post<Session>("refresh", { secret: held.secret });
      this.#keep({ session });
      return session;
    } catch (problem) {
      const code = problem instanceof HttpRefused ? problem.code : "";
      const now = this.kept.session;
      // Another tab may have changed it meanwhile.
      if (code === "unauthenticated" && again && now && now.secret !== held.secret)
        return this.#refreshed(now, false);
      if (code !== "unauthenticated" && !FINAL.test(code)) throw problem;
      this.#end(code);
      return { token: "" };
    }
  }

  /** Nothing of the rooms stays on the device; the link does, to ask for another. */
  #end(why: string): null {
    this.#keep({ session: null, key: this.parts.draw(), over: why });
    forgetRooms(this.parts.storage, this.#memory.invite);
    this.over.value = why;
    return null;
  }

  #keep(change: Partial<Kept>): void {
    this.#memory = { ...this.kept, ...change };
    try {
      this.parts.storage?.setItem(INVITES + this.#memory.invite, JSON.stringify(this.#memory));
      this.#written = this.parts.storage !== null;
    } catch {
      // Full or forbidden: it is known as long as this page.
    }
  }

  async #post<T>(what: string, body: object, ms = GIVE_UP_MS): Promise<T> {
    const headers = { "content-type": "application/json" };
    // The page may be left right after a logout.
    const asked = { method: "POST", headers, body: JSON.stringify(body), keepalive: true };
    const signal = AbortSignal.timeout(ms);
    const address = new URL(`v1/invites/${what}`, this.parts.url);
    const answer = await this.parts.fetch(address, { ...asked, signal });
    if (!answer.ok) throw await refusedBy(answer);
    return (await answer.json()) as T;
  }

  /** One exchange at a time, in all tabs where there are locks. */
  #alone<T>(act: () => Promise<T>): Promise<T> {
    const { locks } = this.parts;
    if (locks) return locks.request(INVITES + this.#memory.invite, act) as Promise<T>;
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function readKept(storage: InvitationParts["storage"], invite: string): Kept | null {
  try {
    return JSON.parse(storage?.getItem(INVITES + invite) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

/** What this device was let in by, the latest used first. */
export function keptInvitations(storage: Storage): Kept[] {
  const ids = Object.keys(storage).filter((key) => key.startsWith(INVITES));
  const kept = ids.map((key) => readKept(storage, key.slice(INVITES.length)));
  return kept.filter((one) => one !== null).sort((a, b) => b.used - a.used);
}
