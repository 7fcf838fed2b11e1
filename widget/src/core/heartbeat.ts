/** Is the path alive? Only what was received counts as life. All times are milliseconds given by the caller. */

export const DOUBT_MS = 4_000;
export const JUMP_MS = 5_000;
/** A `ping` without its `pong` for so long: nothing that is said arrives, whatever still comes. */
export const DEAF_MS = 8_000;

export interface Pulse {
  readonly heartbeatMs: number;
  /** When anything last came in. */
  readonly heard: number;
  /** When the oldest unanswered command was sent, or null. */
  readonly waitingSince: number | null;
  /** When a doubtful `ping` was sent and nothing has come since, or null. */
  readonly asked: number | null;
  /** When the oldest `ping` was sent that no `pong` has answered, or infinity. */
  readonly pinged: number;
}

export type Verdict = "fine" | "ask" | "dead";

export function newPulse(heartbeatS: number, now: number): Pulse {
  return { heartbeatMs: heartbeatS * 1000, heard: now, waitingSince: null, asked: null, pinged: Infinity };
}

export function heard(pulse: Pulse, now: number, pong: boolean): Pulse {
  // A path that answers is alive; whoever still waits for an ack asks again after another 4 s.
  const waitingSince = pulse.asked !== null && pulse.waitingSince !== null ? now : pulse.waitingSince;
  return { ...pulse, heard: now, asked: null, pinged: pong ? Infinity : pulse.pinged, waitingSince };
}

export function commandSent(pulse: Pulse, now: number): Pulse {
  return pulse.waitingSince === null ? { ...pulse, waitingSince: now } : pulse;
}

/** Acks came; `still` says whether any command waits on. */
export function commandAnswered(pulse: Pulse, still: boolean, now: number): Pulse {
  return { ...pulse, waitingSince: still ? now : null };
}

export function asked(pulse: Pulse, now: number): Pulse {
  return { ...pulse, asked: pulse.asked ?? now, pinged: Math.min(pulse.pinged, now) };
}

export function judge(pulse: Pulse, now: number): Verdict {
  if (now - pulse.pinged >= DEAF_MS) return "dead";
  if (pulse.asked !== null) return now - pulse.asked >= DOUBT_MS ? "dead" : "fine";
  if (now - pulse.heard >= 2 * pulse.heartbeatMs + 5_000) return "dead";
  if (pulse.waitingSince !== null && now - pulse.waitingSince >= DOUBT_MS) return "ask";
  return "fine";
}

/** When to judge again. */
export function nextLook(pulse: Pulse): number {
  const latest = Math.min(pulse.heard + 2 * pulse.heartbeatMs + 5_000, pulse.pinged + DEAF_MS);
  const since = pulse.asked ?? pulse.waitingSince;
  return since === null ? latest : Math.min(latest, since + DOUBT_MS);
}

/** A timer set for `due` that fires much later means that the page slept: ask before believing anything. */
export function jumped(due: number, now: number): boolean {
  return now - due > JUMP_MS;
}
