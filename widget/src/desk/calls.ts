/** What the workspace's page asks the server: by the cookie, which no script sees. */

export type Role = "agent" | "supervisor" | "admin";

export interface Me {
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly email: string;
  readonly session: string;
  readonly can: readonly string[];
}

export interface Look {
  readonly kind: "operator" | "invite" | "reset";
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export interface Device {
  readonly id: string;
  readonly label: string;
  readonly made: string;
  readonly seen: string;
  readonly current: boolean;
}

export interface NewLink extends Look {
  readonly url: string;
  readonly expires: string;
}

/** Told no: by its code; `offline` where nobody answered. */
export class No extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** Rejects with `No`. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  const answer = await fetch(path, init).catch(() => null);
  const told: { code?: string } | null = (await answer?.json().catch(() => null)) ?? null;
  if (!answer || !told) throw new No("offline");
  if (!answer.ok) throw new No(told.code ?? "internal");
  return told as T;
}

export const codeOf = (error: unknown): string => (error instanceof No ? error.code : "internal");
