/** Opening hours as people write them: "9:00–12:00, 13:00–18:00", nothing for a day off. Pure. */

/** From which minute of the day, until before which; past midnight above 1440. */
export type Span = readonly [number, number];

const DAY = 1440;
const ONE = /^(\d{1,2})(?::(\d{2}))?\s*[-–—〜~]\s*(\d{1,2})(?::(\d{2}))?$/;
const DATE = /^(\d{4}-\d{2}-\d{2})\s*[:：]?\s*(.*)$/;

/** Null where it cannot be read. */
export function spansOf(text: string): Span[] | null {
  const parts = text
    .normalize("NFKC")
    .split(/[,、;]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const found = parts.map(spanOf);
  return found.every((one) => one !== null) ? found : null;
}

function spanOf(text: string): Span | null {
  const match = ONE.exec(text);
  if (!match) return null;
  const begin = minutes(match[1], match[2]);
  const said = minutes(match[3], match[4]);
  if (begin === null || said === null || begin >= DAY) return null;
  return [begin, said > begin ? said : said + DAY];
}

function minutes(hours: string | undefined, rest: string | undefined): number | null {
  const found = Number(hours) * 60 + Number(rest ?? 0);
  return Number(rest ?? 0) < 60 && found <= DAY ? found : null;
}

export const spansText = (spans: readonly Span[]): string =>
  spans.map(([begin, end]) => `${clock(begin)}–${clock(end > DAY ? end - DAY : end)}`).join(", ");

const clock = (minute: number): string =>
  `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;

/** Single days, one a line: "2026-12-31 9:00–12:00", a date alone for a day off. Null where a line cannot be read. */
export function daysOf(text: string): Record<string, Span[]> | null {
  const days: Record<string, Span[]> = {};
  for (const line of text.split("\n").filter((one) => one.trim())) {
    const [, date, hours] = DATE.exec(line.trim()) ?? [];
    const spans = spansOf(hours ?? "");
    if (!date || !spans || Number.isNaN(Date.parse(date))) return null;
    days[date] = spans;
  }
  return days;
}

export const daysText = (days: Readonly<Record<string, readonly Span[]>>): string =>
  Object.keys(days)
    .sort()
    .map((date) => `${date} ${spansText(days[date] ?? [])}`.trim())
    .join("\n");
