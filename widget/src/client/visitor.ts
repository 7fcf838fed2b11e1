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
  /** There was a visitor on this device, whose time is over or who was logged out elsewhere: say so plainly. */
  readonly lost: boolean;
}

interface Kept {
  readonly user: string;
  readonly secret: string;
}

interface Answer extends Kept {
  readonly token: string;
}

export class Visitor {
  readonly state: ReadonlySignal<VisitorState>;
  readonly #state: Signal<VisitorState>;
  readonly #key: string;
  /** Where nothing can be stored. */
  #memory: string | null = null;

  constructor(private readonly options: VisitorOptions) {
    this.#key = visitorKey(options.url);
    this.#state = signal({ user: this.#kept()?.user ?? null, lost: false });
    this.state = this.#state;
  }

  /** Was somebody here before, on this device? Nothing is asked of the server to know it. */
  get known(): boolean {
    return this.#kept() !== null;
  }

  /**
   * A token, for `createClient({ token: visitor.token })`: of the visitor who was here before, else of a new one.
   * Rejects when the path broke or the server asked to wait (`HttpRefused`): the client tries again.
   */
  readonly token = (): Promise<string> =>
    this.#alone(async () => (await this.#back()) ?? this.#here(await this.#create()));

  /** The same, but that nobody is created: null where the visitor who was here, if any, cannot be found any more. */
  readonly comeBack = (): Promise<string | null> => this.#alone(() => this.#back());

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
      this.#forget();
      return merged;
    });
  }

  /** Ends the visit, here at once, and on the server when it can be reached. */
  logout(): Promise<void> {
    return this.#alone(async () => {
      const kept = this.#kept();
      this.#forget();
      if (kept) await this.#post("logout", { secret: kept.secret }).catch(() => undefined);
    });
  }

  async #back(): Promise<string | null> {
    const kept = this.#kept();
    if (!kept) return null;
    const back = await this.#refresh(kept);
    if (back) return this.#here(back);
    this.#state.value = { user: null, lost: true };
    return null;
  }

  #here({ token, user, secret }: Answer): string {
    this.#keep({ user, secret });
    this.#state.value = { user, lost: this.#state.peek().lost };
    return token;
  }

  /** Null when the secret is not taken any more; then it is gone from here. */
  async #refresh({ secret }: Kept): Promise<Answer | null> {
    try {
      return await this.#post<Answer>("refresh", { secret });
    } catch (problem) {
      if (!(problem instanceof HttpRefused) || !FINAL.has(problem.status)) throw problem;
      this.#forget();
      return null;
    }
  }

  #create(): Promise<Answer> {
    const { name } = this.options;
    return this.#post<Answer>("", name === undefined ? {} : { name });
  }

  async #post<T>(what: string, body: object): Promise<T> {
    const { url, fetch: get = fetch } = this.options;
    const base = `${url.replace(/\/$/, "")}/v1/visitors`;
    const headers = { "content-type": "application/json" };
    const asked = { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await get(what ? `${base}/${what}` : base, asked);
    if (!answer.ok) throw await refusedBy(answer);
    return (await answer.json()) as T;
  }

  #alone<T>(act: () => Promise<T>): Promise<T> {
    const { locks = typeof navigator === "undefined" ? null : navigator.locks } = this.options;
    // Without locks two tabs may ask at once: the server gives the same answer to both for a minute.
    return locks ? (locks.request(this.#key, act) as Promise<T>) : act();
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
      const text = this.#storage?.getItem(this.#key) ?? this.#memory;
      const kept = JSON.parse(text ?? "null") as Partial<Kept> | null;
      return kept?.secret && kept.user ? { user: kept.user, secret: kept.secret } : null;
    } catch {
      return null;
    }
  }

  #keep(kept: Kept): void {
    this.#memory = JSON.stringify(kept);
    try {
      this.#storage?.setItem(this.#key, this.#memory);
    } catch {
      // Full or forbidden: the visitor is known as long as this page.
    }
  }

  #forget(): void {
    this.#memory = null;
    this.#state.value = { user: null, lost: this.#state.peek().lost };
    try {
      this.#storage?.removeItem(this.#key);
    } catch {
      // Then it could not be written either.
    }
  }
}

/** What waiting does not change. */
const FINAL: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);
