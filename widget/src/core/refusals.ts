/** Which refusals pass by themselves. */
import type { ErrorCode } from "./generated-words";

/** The same words may be said again: after `retry_after_ms`, or soon. */
const PASSING: ReadonlySet<string> = new Set<ErrorCode>(["rate_limited", "unavailable", "internal"]);

export function passes(code: string): boolean {
  return PASSING.has(code);
}
