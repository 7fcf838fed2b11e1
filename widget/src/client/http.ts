/** The server's no to an HTTP request. */

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
