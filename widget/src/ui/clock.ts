/** The time on a page, for what says "3 min ago": it ticks only while something shows it. */
import { useEffect, useState } from "preact/hooks";

const TICK_MS = 15_000;

export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
