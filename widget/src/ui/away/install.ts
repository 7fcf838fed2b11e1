/** The page on a home screen: its manifest, its icon, and the worker that opens it without a network. */
import type { Shared } from "../context";

/** Where the page stands, and where its files are. */
const PAGE = new URL("../../r/", import.meta.url);
const FILES = new URL("../room/", import.meta.url);

/** The page's worker, of this language; null where the browser has none. */
export async function worker(lang: string): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  const address = new URL(`sw.js?lang=${lang}`, PAGE);
  await navigator.serviceWorker.register(address, { scope: PAGE.pathname }).catch(() => null);
  return (await navigator.serviceWorker.getRegistration(PAGE)) ?? null;
}

/** iOS keeps for the home screen the address of the moment, and gives that page a storage of its own. */
export function onAppleTab(): boolean {
  return (navigator as { standalone?: boolean }).standalone === false;
}

/** What a browser asks for when it puts the page on a home screen. */
export function describe(lang: string): void {
  if (document.querySelector("link[rel=manifest]")) return;
  put("link", { rel: "apple-touch-icon", href: new URL("icon-180.png", FILES).href });
  // With a manifest iOS would keep its start_url in the place of the address that has the link.
  if (onAppleTab()) put("meta", { name: "apple-mobile-web-app-capable", content: "yes" });
  else put("link", { rel: "manifest", href: new URL(`manifest.${lang}.webmanifest`, FILES).href });
}

function put(tag: "link" | "meta", said: Record<string, string>): void {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(said)) element.setAttribute(name, value);
  document.head.append(element);
}

/** Puts the link back into the address until the page is hidden, or looked at again: that long a home screen may take it. */
export function lend({ entered, room }: Pick<Shared, "entered" | "room">): void {
  if (!entered) return;
  const address = location.pathname + location.search;
  history.replaceState(
    null,
    "",
    `${address}#i=${encodeURIComponent(entered.link)}&room=${encodeURIComponent(room.id)}`,
  );
  addEventListener("visibilitychange", () => history.replaceState(null, "", address), { once: true });
}
