/** How much of the page the keyboard leaves, as the CSS variable `--visible`. */

/** Set through the CSSOM, which a strict content policy allows. Answers how to stop. */
export function followKeyboard(element: HTMLElement): () => void {
  const view = window.visualViewport;
  if (!view) return () => undefined;
  const stop = new AbortController();
  const measure = (): void => {
    const covered = window.innerHeight - view.height > 80;
    if (covered && view.scale < 1.05) element.style.setProperty("--visible", `${Math.round(view.height)}px`);
    else element.style.removeProperty("--visible");
  };
  view.addEventListener("resize", measure, { signal: stop.signal });
  measure();
  return () => stop.abort();
}
