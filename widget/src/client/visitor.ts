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
  readonly token = (): Promise<string | null> =>
    this.#alone(async () => {
      const { user: before, lost } = this.#state.peek();
      if (before !== null && !this.#kept()) this.#end("not_on_this_device");
      if (this.#over) return null;
      const { token, user } = (await this.#back()) ?? (await this.#create());
      const gone = before !== null && before !== user;
      this.#state.value = { user, lost: gone ? "not_on_this_device" : lost };
      return token;
    });

  /** The same, but that nobody is created: null where there is no visitor here any more. */
  readonly comeBack = (): Promise<string | null> =>
    this.#alone(async () => {
      const { user: before, lost } = this.#state.peek();
      if (this.#over) return null;
      const back = await this.#back();
      const gone = before !== null && before !== back?.user;
      this.#state.value = { user: back?.user ?? null, lost: gone ? "not_on_this_device" : lost };
      return back?.token ?? null;
    });

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
      if (kept) await this.#post("logout", { secret: kept.secret }).catch(() => undefined);
    });
  }

  async #back(): Promise<Answer | null> {
    const kept = this.#kept();
    return kept && this.#refresh(kept);
  }

  /** Null when the secret is not taken any more; then it is gone from here. */
  async #refresh({ secret }: Kept, again = true): Promise<Answer | null> {
    try {
      return this.#keep(await this.#post<Answer>("refresh", { secret }), secret);
    } catch (problem) {
      if (!(problem instanceof HttpRefused) || !FINAL.has(problem.code)) throw problem;
      // Without locks another tab may have changed it meanwhile.
      this.#memory = null;
      const newer = this.#kept();
      if (again && newer && newer.secret !== secret) return this.#refresh(newer, false);
      this.#drop();
      return null;
    }
  }

  async #create(): Promise<Answer> {
    const { name } = this.options;
    const made = await this.#post<Answer>("", name === undefined ? {} : { name });
    // Without locks two tabs may come at once: one of the two visitors is enough.
    const other = this.#kept();
    return (other && (await this.#refresh(other))) || this.#keep(made, null);
  }

  async #post<T>(what: string, body: object): Promise<T> {
    const { url, fetch: get = fetch } = this.options;
    const base = `${url.replace(/\/$/, "")}/v1/visitors`;
    const headers = { "content-type": "application/json" };
    const asked = { method: "POST", headers, body: JSON.stringify(body) };
    const signal = AbortSignal.timeout(GIVE_UP_MS);
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

  #end(lost: VisitorState["lost"]): void {
    this.#over = true;
    this.#drop();
    this.#state.value = { user: null, lost };
  }

  #drop(): void {
    this.#memory = null;
    try {
      this.#storage?.removeItem(this.#key);
    } catch {
      // Then it could not be written either.
    }
  }
}

function isAfter(one: Kept, other: Kept): boolean {
  return Date.parse(one.secret_exp) > Date.parse(other.secret_exp);
}

/** What waiting does not change; whatever a proxy says on its own does not end a visit. */
const FINAL: ReadonlySet<string> = new Set(["unauthenticated", "bad_field", "bad_message"]);
