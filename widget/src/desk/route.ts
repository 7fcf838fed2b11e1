/** Where in the workspace one is, as the address says it after `#`. Pure. */
import { VIEWS, type View } from "./inbox/filters";

export interface InboxRoute {
  readonly at: "inbox";
  readonly view: View;
  readonly room: string | null;
  /** Does what stands beside the room cover it? */
  readonly side: boolean;
}

export type Route =
  | InboxRoute
  | { readonly at: "settings"; readonly section: string }
  | { readonly at: "team" }
  | { readonly at: "devices" }
  | { readonly at: "alerts" };

export const START: InboxRoute = { at: "inbox", view: "mine", room: null, side: false };

/** What an address holds besides: taken out before it is read. */
const ASIDE = /^(link|lang|theme)=/;

/** The fragment without what is said once. */
export const placeIn = (fragment: string): string =>
  fragment
    .replace(/^#/, "")
    .split("&")
    .filter((part) => part && !ASIDE.test(part))
    .join("&");

export function routeOf(fragment: string): Route {
  const place = placeIn(fragment);
  const [page = "", section = ""] = place.split("/");
  if (page === "settings") return { at: "settings", section };
  if (page === "team" || page === "devices" || page === "alerts") return { at: page };
  const said = new URLSearchParams(place);
  const view = VIEWS.find((one) => one === said.get("view")) ?? "mine";
  const room = said.get("room") || null;
  return { at: "inbox", view, room, side: room !== null && said.has("side") };
}

export function fragmentOf(route: Route): string {
  if (route.at === "settings") return route.section ? `#settings/${route.section}` : "#settings";
  if (route.at !== "inbox") return `#${route.at}`;
  const parts = [`view=${route.view}`];
  if (route.room) parts.push(`room=${encodeURIComponent(route.room)}`);
  if (route.side) parts.push("side");
  return `#${parts.join("&")}`;
}
