/** What to do when a socket closes, by its code. */
import { CLOSES } from "./generated-tables";

export type AfterClose = "reconnect" | "resumed-elsewhere" | "slow-down" | "token" | "stop";

/** Two ways of reconnecting need to know more: without `session`, and not before the server's pause is over. */
const SPECIAL: Readonly<Record<number, AfterClose>> = { 4409: "resumed-elsewhere", 4429: "slow-down" };

/** A code that is not listed means: try again. */
export function afterClose(code: number): AfterClose {
  return SPECIAL[code] ?? CLOSES[code] ?? "reconnect";
}
