/** What codes and events mean. Made by `make wire` from the server; a test fails when this is stale. */

/** What to do after a close: a code that is not listed means reconnect. */
export const CLOSES: Readonly<Record<number, "reconnect" | "token" | "stop">> = {
  1001: "reconnect",
  1002: "stop",
  1006: "reconnect",
  1007: "stop",
  1009: "stop",
  1011: "reconnect",
  1012: "reconnect",
  4400: "stop",
  4401: "token",
  4403: "stop",
  4408: "reconnect",
  4409: "reconnect",
  4429: "reconnect",
  4508: "reconnect",
};

/** The order events that move an order on; all others tell something about it. */
export const STAGES: readonly string[] = [
  "placed",
  "accepted",
  "preparing",
  "ready",
  "assigned",
  "picked_up",
  "arrived",
  "delivered",
  "cancelled",
];
