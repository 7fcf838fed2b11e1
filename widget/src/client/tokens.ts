/** The token of the person here: in memory only, asked for again before it ends and when it was refused. */
import type { Cancel, Clock } from "../net/clock";

export interface TokenSource {
  readonly token?: string | undefined;
  readonly getToken?: ((fresh: boolean) => Promise<string | null>) | undefined;
}

const RENEW_BEFORE_MS = 60_000;
const SOON_MS = 1_000;

export class Tokens {
  /** The one in use, or null. */
  now: string | null = null;
  #cancel: Cancel = () => undefined;

  constructor(
    private readonly source: TokenSource,
    private readonly clock: Clock,
  ) {}

  /** A token to greet with; `fresh` says that the last one was refused. */
  async next(fresh: boolean): Promise<string | null> {
    const { getToken, token } = this.source;
    if (getToken) this.now = !fresh && this.now ? this.now : await getToken(fresh);
    else this.now = fresh ? null : (token ?? null);
    return this.now;
  }

  /** Gets another one a minute before this one ends (`exp`: RFC 3339), and hands it over. */
  renewBefore(exp: string | undefined, use: (token: string) => void): void {
    this.stop();
    const { getToken } = this.source;
    if (!exp || !getToken) return;
    const wait = Math.max(SOON_MS, Date.parse(exp) - this.clock.now() - RENEW_BEFORE_MS);
    this.#cancel = this.clock.after(wait, () => {
      // A refusal is no matter here: the server ends the socket when the old token does, and asks anew.
      getToken(true).then(
        (token) => {
          if (token === null) return;
          this.now = token;
          use(token);
        },
        () => undefined,
      );
    });
  }

  stop(): void {
    this.#cancel();
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
