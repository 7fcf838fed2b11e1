/** The token of the person here: in memory only, asked for once at a time, before it ends and when it was refused. */
import { backoffMs } from "../core/backoff";
import { Alarm, type Clock } from "../net/clock";

/**
 * A token, or where to get one. `fresh` says that the last one was refused, or ends soon. Null: there is none, and
 * there will be none (the client stops); a rejection: try again later.
 */
export type TokenSource = string | null | ((fresh: boolean) => Promise<string | null>);

const RENEW_BEFORE_MS = 60_000;
const SOON_MS = 1_000;

export class Tokens {
  /** The one in use, or null. */
  now: string | null = null;
  #asking: Promise<string | null> | null = null;
  #attempt = 0;
  #use: (token: string) => void = () => undefined;
  readonly #renewal: Alarm;

  constructor(
    private readonly source: TokenSource,
    private readonly clock: Clock,
  ) {
    this.#renewal = new Alarm(clock, () => void this.#renew());
  }

  /** A token to greet with; `fresh` says that the last one was refused. */
  next(fresh: boolean): Promise<string | null> {
    const { source } = this;
    if (typeof source !== "function") {
      this.now = fresh ? null : source;
      return Promise.resolve(this.now);
    }
    if (!fresh && this.now && !this.#asking) return Promise.resolve(this.now);
    if (this.#asking) return this.#asking;
    const asking = source(fresh)
      .then((token) => {
        if (this.#asking === asking) this.now = token;
        return token;
      })
      .finally(() => {
        if (this.#asking === asking) this.#asking = null;
      });
    this.#asking = asking;
    return asking;
  }

  /** Logged out: the next one is asked for anew, and what is on its way belongs to nobody. */
  forget(): void {
    this.stop();
    this.now = this.#asking = null;
  }

  /**
   * Gets another one a minute before this one ends, and hands it over; tries again, ever more slowly, when that fails.
   * `exp` and `now` are the server's clock, RFC 3339: this device's own may be wrong.
   */
  renewBefore(exp: string | null, now: string | null, use: (token: string) => void): void {
    this.stop();
    if (!exp || typeof this.source !== "function") return;
    this.#use = use;
    this.#attempt = 0;
    const left = Date.parse(exp) - (now ? Date.parse(now) : this.clock.now());
    // Of a token that lives for less than two minutes, the second half.
    this.#renewal.set(Math.max(SOON_MS, left - Math.min(RENEW_BEFORE_MS, left / 2)));
  }

  stop(): void {
    this.#renewal.stop();
  }

  async #renew(): Promise<void> {
    const token = await this.next(true).catch(() => null);
    if (token !== null) return this.#use(token);
    // The server ends the socket when the old token does, and the client asks anew.
    this.#renewal.set(SOON_MS + backoffMs(this.#attempt, this.clock.dice()));
    this.#attempt += 1;
  }
}

/** The `sub` claim of a JWT, or null: read, never believed (the server decides). */
export function subjectOf(token: string): string | null {
  try {
    const part = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(part), (char) => char.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof claims.sub === "string" ? claims.sub : null;
  } catch {
    return null;
  }
}
