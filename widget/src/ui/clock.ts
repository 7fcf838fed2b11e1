/** The time on a page, for what says "3 min ago": it ticks only while something shows it. */
import { useEffect, useState } from "preact/hooks";
import { useShared } from "./context";

const TICK_MS = 15_000;

/** The server's time, as well as it is known: this device's clock may be wrong by hours. */
export function useServerNow(ticking: boolean): number {
  return useNow(ticking) + useShared().client.greeted.value.aheadMs;
}

export function useNow(ticking: boolean, everyMs = TICK_MS): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
