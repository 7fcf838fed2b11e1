/** What to do when a socket closes, by its code (DESIGN §3). */

export type AfterClose = "reconnect" | "resumed-elsewhere" | "slow-down" | "new-token" | "stop";

const TABLE: Readonly<Record<number, AfterClose>> = {
  1002: "stop",
  1007: "stop",
  1009: "stop",
  4400: "stop",
  4401: "new-token",
  4403: "stop",
  4409: "resumed-elsewhere",
  4429: "slow-down",
};

/** 1000, 1001, 1006, 1011, 1012, 4408, 4508 and whatever is not listed mean: try again. */
export function afterClose(code: number): AfterClose {
  return TABLE[code] ?? "reconnect";
}
