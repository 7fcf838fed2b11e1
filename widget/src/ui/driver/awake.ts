/** The screen stays on while an order wants something: a phone in its holder is looked at, not touched. */
import { useEffect } from "preact/hooks";

export function useAwake(wanted: boolean): void {
  useEffect(() => {
    // Older browsers, and pages without TLS, have no such thing.
    if (!wanted || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    const stop = new AbortController();
    const hold = async (): Promise<void> => {
      // The browser lets go of it whenever the page is hidden.
      if (document.visibilityState !== "visible" || lock?.released === false) return;
      lock = await navigator.wakeLock.request("screen").catch(() => null);
      if (stop.signal.aborted) void lock?.release();
    };
    document.addEventListener("visibilitychange", hold, { signal: stop.signal });
    void hold();
    return () => {
      stop.abort();
      void lock?.release();
    };
  }, [wanted]);
}
