/** The widget in the house's own colours, unless the page on which it stands has chosen some. */
import type { Widget } from "../core/wire";

export function dye(colours: Widget["colours"] | undefined): void {
  const host = document.querySelector<HTMLElement>("parley-widget");
  if (!host || !colours || getComputedStyle(host).getPropertyValue("--parley-brand")) return;
  host.style.setProperty("--parley-brand", colours.light);
  host.style.setProperty("--parley-brand-dark", colours.dark);
}
