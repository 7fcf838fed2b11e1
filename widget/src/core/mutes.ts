/** Whom one does not want to hear: as `welcome` lists them, and as was changed since its `hello`. Pure. */

export type Muting = readonly [user: string, on: boolean];

export function muted(listed: Iterable<string>, since: readonly Muting[]): ReadonlySet<string> {
  const users = new Set(listed);
  for (const [user, on] of since) users[on ? "add" : "delete"](user);
  return users;
}
