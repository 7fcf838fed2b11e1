/** What the page lives through: network, visibility, focus, return from the back-forward cache. */

/** `rest`: the page goes to sleep (frozen, or kept in the back-forward cache); `pageshow`: it is back. */
export type Happening = "rest" | "online" | "offline" | "pageshow" | "visible" | "hidden" | "focus" | "blur";

export interface Page {
  /** Visible and focused: somebody can be reading. */
  attentive(): boolean;
  watch(tell: (what: Happening) => void): () => void;
}

export function browserPage(): Page {
  if (typeof document === "undefined") return stillPage();
  return {
    attentive: () => document.visibilityState === "visible" && document.hasFocus(),
    watch: (tell) => {
      const stop = new AbortController();
      const { signal } = stop;
      for (const what of ["online", "offline", "focus", "blur"] as const) {
        addEventListener(what, () => tell(what), { signal });
      }
      addEventListener("pageshow", (show) => show.persisted && tell("pageshow"), { signal });
      // A page with an open socket is not kept for "back", and a frozen one cannot answer: both let go first.
      addEventListener("pagehide", () => tell("rest"), { signal });
      document.addEventListener("freeze", () => tell("rest"), { signal });
      document.addEventListener("resume", () => tell("pageshow"), { signal });
      const seen = (): void => tell(document.visibilityState === "visible" ? "visible" : "hidden");
      document.addEventListener("visibilitychange", seen, { signal });
      return () => stop.abort();
    },
  };
}

/** A page that is always looked at: for tests and for Node. */
export function stillPage(): Page {
  return { attentive: () => true, watch: () => () => undefined };
}
