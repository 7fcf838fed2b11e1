/** An anonymous visitor: a secret on this device that is changed with every use, and tokens of 15 minutes got by it. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { HttpRefused, refusedBy } from "./http";
import { visitorKey } from "./visiting";

export interface VisitorOptions {
  /** The server's base address. */
  url: string;
  /** What others call a new visitor. */
  name?: string;
  /** Where the secret lies; null keeps it in this page alone. The browser's localStorage unless told. */
  storage?: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  /** So that two tabs do not change the secret at once. The browser's unless told. */
  locks?: Pick<Navigator["locks"], "request"> | null;
  fetch?: typeof fetch;
}

export interface VisitorState {
  /** Who one is here, once it is known. */
  readonly user: string | null;
  /**
   * There was a conversation, and it cannot be found on this device any more: its time was over, its secret was used
   * by somebody else too, it was logged out elsewhere, or the browser forgot it. Say so plainly.
   */
  readonly lost: "not_on_this_device" | null;
}

interface Kept {
  readonly user: string;
  readonly secret: string;
  /** When the secret ends: of two, the newer one ends later. */
  readonly secret_exp: string;
}

interface Answer extends Kept {
  readonly token: string;
}

/** Half of what the server holds an old secret against nobody for. */
const GIVE_UP_MS = 30_000;
/** Whoever logs out is gone from here at once, and does not wait long for a server that cannot be reached. */
const LEAVE_MS = 5_000;

export class Visitor {
  readonly state: ReadonlySignal<VisitorState>;
  readonly #state: Signal<VisitorState>;
  readonly #key: string;
  /** Where nothing can be stored. */
  #memory: string | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #over = false;

  constructor(private readonly options: VisitorOptions) {
    this.#key = visitorKey(options.url);
    this.#state = signal({ user: this.#kept()?.user ?? null, lost: null });
    this.state = this.#state;
  }

  /** Was somebody here before, on this device? Nothing is asked of the server to know it. */
  get known(): boolean {
    return this.#kept() !== null;
  }

  /**
   * A token, for `createClient({ token: visitor.token })`: of the visitor who was here before, else of a new one.
   * Null once this one is over: merged, logged out, here or in another tab. Nobody else takes the place by themselves;
   * who comes next is another `Visitor`. Rejects when the path broke or the server asked to wait (`HttpRefused`): the
   * client tries again.
   */
  readonly token = (): Promise<string | null> => this.#alone(() => this.#visit(true));

  /** The same, but that nobody is created: null where there is no visitor here any more. */
  readonly comeBack = (): Promise<string | null> => this.#alone(() => this.#visit(false));

  /**
   * Hands this visitor's conversations to a user of the host, after the person agreed; `userToken` proves who that is.
   * The secret is gone then. Rejects with `HttpRefused` where it may not be.
   */
  merge(userToken: string): Promise<{ user: string; visitor: string }> {
    return this.#alone(async () => {
      const kept = this.#kept();
      if (!kept) throw new HttpRefused(404, "not_found", null);
      const proofs = { secret: kept.secret, user_token: userToken, agree: true };
      const merged = await this.#post<{ user: string; visitor: string }>("merge", proofs);
      this.#end(null);
      return merged;
    });
  }

  /** Ends the visit, here at once, and on the server when it can be reached. */
  logout(): Promise<void> {
    return this.#alone(async () => {
      const kept = this.#kept();
      this.#end(null);
      if (kept) await this.#post("logout", { secret: kept.secret }, LEAVE_MS).catch(() => undefined);
    });
  }

  async #visit(create: boolean): Promise<string | null> {
    const { user: before } = this.#state.peek();
    const kept = this.#kept();
    if (before !== null && !kept) this.#end(LOST);
    if (this.#over || !(kept || create)) return null;
    const answer = await (kept ? this.#back(kept, create) : this.#create(null));
    if (!answer) return null;
    const gone = before !== null && before !== answer.user;
    this.#state.value = { user: answer.user, lost: gone ? LOST : this.#state.peek().lost };
    return answer.token;
  }

  /** Of a secret that is not taken any more, somebody new takes the place (`create`); null where it was given up. */
  async #back({ secret, user }: Kept, create: boolean, again = true): Promise<Answer | null> {
    try {
      return this.#keep(await this.#post<Answer>("refresh", { secret }), secret);
    } catch (problem) {
      if (!(problem instanceof HttpRefused) || !FINAL.has(problem.code)) throw problem;
    }
    // Another tab may have changed it meanwhile: what it writes can be seen here later than its lock is free.
    const now = this.#kept();
    if (!now) return this.#end(LOST);
    if (again && now.secret !== secret) return this.#back(now, create, false);
    if (!create) return this.#drop(LOST);
    this.#state.value = { user, lost: LOST };
    return this.#create(now.secret);
  }

  /** `dead`: the secret whose place it takes. */
  async #create(dead: string | null): Promise<Answer | null> {
    const { name } = this.options;
    const made = await this.#post<Answer>("", name === undefined ? {} : { name });
    // Two tabs may come at once: one of the two visitors is enough.
    const other = this.#kept();
    return other && other.secret !== dead ? this.#back(other, true, false) : this.#keep(made, dead);
  }

  async #post<T>(what: string, body: object, ms = GIVE_UP_MS): Promise<T> {
    const { url, fetch: get = fetch } = this.options;
    const base = `${url.replace(/\/$/, "")}/v1/visitors`;
    const headers = { "content-type": "application/json" };
    // The page may be left right after a logout.
    const asked = { method: "POST", headers, body: JSON.stringify(body), keepalive: true };
    const signal = AbortSignal.timeout(ms);
    const answer = await get(what ? `${base}/${what}` : base, { ...asked, signal });
    if (!answer.ok) throw await refusedBy(answer);
    return (await answer.json()) as T;
  }

  /** One exchange at a time, in all tabs where there are locks. */
  #alone<T>(act: () => Promise<T>): Promise<T> {
    const { locks = typeof navigator === "undefined" ? null : navigator.locks } = this.options;
    if (locks) return locks.request(this.#key, act) as Promise<T>;
    // Of two tabs that ask at once, the server gives the same answer to both for a minute.
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  get #storage(): NonNullable<VisitorOptions["storage"]> | null {
    const { storage } = this.options;
    if (storage !== undefined) return storage;
    try {
      return localStorage;
    } catch {
      return null;
    }
  }

  #kept(): Kept | null {
    try {
      const text = this.#memory ?? this.#storage?.getItem(this.#key) ?? "null";
      const { user, secret, secret_exp = "" } = (JSON.parse(text) as Partial<Kept> | null) ?? {};
      return secret && user ? { user, secret, secret_exp } : null;
    } catch {
      return null;
    }
  }

  /** An answer to this secret; one that another tab's overtook changes nothing of what is stored. */
  #keep(answer: Answer, sent: string | null): Answer {
    const held = this.#kept();
    if (held && held.secret !== sent && isAfter(held, answer)) return answer;
    const { user, secret, secret_exp } = answer;
    const text = JSON.stringify({ user, secret, secret_exp });
    try {
      const storage = this.#storage;
      storage?.setItem(this.#key, text);
      this.#memory = storage ? null : text;
    } catch {
      // Full or forbidden: the visitor is known as long as this page.
      this.#memory = text;
    }
    return answer;
  }

  #end(lost: VisitorState["lost"]): null {
    this.#over = true;
    return this.#drop(lost);
  }

  #drop(lost: VisitorState["lost"]): null {
    this.#memory = null;
    this.#state.value = { user: null, lost };
    try {
      this.#storage?.removeItem(this.#key);
    } catch {
      // Then it could not be written either.
    }
    return null;
  }
}

const LOST = "not_on_this_device";

function isAfter(one: Kept, other: Kept): boolean {
  return Date.parse(one.secret_exp) > Date.parse(other.secret_exp);
}

/** What waiting does not change; whatever a proxy says on its own does not end a visit. */
const FINAL: ReadonlySet<string> = new Set(["unauthenticated", "bad_field", "bad_message"]);
