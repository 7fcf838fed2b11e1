/** What the page and its worker say to each other. */
import { useEffect } from "preact/hooks";
import { useShared } from "../context";

/** The worker asks whether a room is before somebody's eyes, or has one opened that a notification told of. */
export type Told = { readonly shows: string } | { readonly open: string };

export function useWorker(): void {
  const { room, go } = useShared();
  useEffect(() => {
    const stop = new AbortController();
    const heard = ({ data, ports }: MessageEvent<Told>): void => {
      const channel = ports[0];
      if ("shows" in data) channel?.postMessage(data.shows === room.id && !document.hidden);
      else if (data.open !== room.id) go?.(data.open);
    };
    navigator.serviceWorker?.addEventListener("message", heard, { signal: stop.signal });
    navigator.serviceWorker?.startMessages();
    return () => stop.abort();
  }, [room]);
}
