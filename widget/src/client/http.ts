/** One HTTP request of a person, and the server's no to it. */

/** The server said no. `code` as on the wire; `retryAfterMs` where it helps to wait. */
export class HttpRefused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfterMs: number | null,
  ) {
    super(`${status} ${code}`);
  }
}

/** Of an answer that is not 2xx (RFC 9457, or whatever a proxy said). */
export async function refusedBy(answer: Response): Promise<HttpRefused> {
  const said = (await answer.json().catch(() => null)) as { code?: string; retry_after_ms?: number } | null;
  return new HttpRefused(answer.status, said?.code ?? "unavailable", said?.retry_after_ms ?? null);
}

/** Who asks: every client is one. */
export interface Asker {
  readonly url: string;
  /** The token in use; `fresh` says that it was refused. Null: there is none. */
  readonly tokens: { next(fresh: boolean): Promise<string | null> };
}

export interface Asked {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
}

/** Asks at a path that begins with a slash. Rejects with `HttpRefused`; a token that was refused is renewed once. */
export async function request(by: Asker, path: string, asked: Asked = {}): Promise<Response> {
  const first = await once(by, path, asked, false);
  const answer = first.status === 401 ? await once(by, path, asked, true) : first;
  if (!answer.ok) throw await refusedBy(answer);
  return answer;
}

async function once(
  by: Asker,
  path: string,
  { method = "GET", body }: Asked,
  fresh: boolean,
): Promise<Response> {
  const token = await by.tokens.next(fresh);
  if (token === null) throw new HttpRefused(401, "unauthenticated", null);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const said = body === undefined ? null : JSON.stringify(body);
  return fetch(addressOf(by.url, path), { method, headers, body: said });
}

export function addressOf(server: string, path: string): string {
  return server.replace(/\/$/, "") + path;
}
