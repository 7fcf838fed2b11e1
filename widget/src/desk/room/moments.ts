/** When something is to be looked at again: what one chooses from, and how a time to come is said. Pure. */
import type { Words } from "../../ui/words";

export const PRESETS = ["soon", "hour", "later", "tomorrow", "monday"] as const;
export type Preset = (typeof PRESETS)[number];

const MINUTE_MS = 60_000;
const AFTER: Partial<Record<Preset, number>> = { soon: 20, hour: 60, later: 180 };
/** When a working day begins. */
const MORNING = 9;

/** The moment that a preset means, on this device's clock. */
export function momentOf(preset: Preset, now: number): number {
  const after = AFTER[preset];
  if (after !== undefined) return now + after * MINUTE_MS;
  const day = new Date(now);
  const days = preset === "tomorrow" ? 1 : (8 - day.getDay()) % 7 || 7;
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, MORNING).getTime();
}

/** What is offered at this moment: on a Sunday, Monday morning is tomorrow's. */
export const presetsAt = (now: number): readonly Preset[] =>
  PRESETS.filter((one) => one !== "monday" || momentOf(one, now) !== momentOf("tomorrow", now));

/** "19:40" today, with its day on another. */
export function whenText(at: string | number, words: Words, now: number): string {
  const then = new Date(at);
  if (then.toDateString() === new Date(now).toDateString()) return words.time(at);
  const day = new Intl.DateTimeFormat(words.lang, { weekday: "short", month: "short", day: "numeric" });
  return `${day.format(then)} ${words.time(at)}`;
}

/** What a field for local times holds, as a moment; null when it is not one. */
export function localMoment(value: string): number | null {
  const at = value ? new Date(value).getTime() : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** Half a minute is said as half a minute: a figure that changes each second hurries for nothing. */
export function secondsLeft(until: string | null, now: number): number {
  const left = until === null ? 0 : (Date.parse(until) - now) / 1000;
  return left <= 0 ? 0 : Math.ceil(left / 10) * 10;
}
