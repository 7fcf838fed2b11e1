/** Where a path of the server is. */

export function addressOf(server: string, path: string): string {
  return server.replace(/\/$/, "") + path;
}
