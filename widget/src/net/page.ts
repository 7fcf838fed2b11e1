/** What the page lives through: network, visibility, focus, return from the back-forward cache. */

export type Happening = "online" | "offline" | "pageshow" | "visible" | "hidden" | "focus" | "blur";

export interface Page {
  /** Visible and focused: somebody can be reading. */
  attentive(): boolean;
  watch(tell: (what: Happening) => void): () => void;
}

export function browserPage(): Page {
  return {
    attentive: () => document.visibilityState === "visible" && document.hasFocus(),
    watch: (tell) => {
      const stop = new AbortController();
      const { signal } = stop;
      for (const what of ["online", "offline", "focus", "blur"] as const) {
        addEventListener(what, () => tell(what), { signal });
      }
      addEventListener("pageshow", (show) => show.persisted && tell("pageshow"), { signal });
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
