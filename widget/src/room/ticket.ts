/** What the link carries: in the fragment, so that it never reaches a server's log. Pure. */
import type { View } from "../ui/context";

export interface Ticket {
  /** A token of the host, with its room; or the secret of an invitation; or neither. */
  readonly token: string | null;
  readonly invitation: string | null;
  readonly room: string | null;
  readonly view: View;
  readonly lang: string | null;
  readonly theme: "light" | "dark" | null;
  readonly observe: boolean;
  readonly touch: boolean;
}

const VIEWS: readonly string[] = ["customer", "driver", "merchant", "agent"];

export function readTicket(fragment: string): Ticket {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const room = fields.get("room");
  const view = fields.get("view") ?? "";
  const theme = fields.get("theme");
  return {
    // A merchant without a room has them all.
    token: room || view === "merchant" ? fields.get("t") : null,
    invitation: fields.get("i"),
    room,
    view: VIEWS.includes(view) ? (view as View) : "customer",
    lang: fields.get("lang"),
    theme: theme === "light" || theme === "dark" ? theme : null,
    observe: view === "agent" || fields.get("observe") === "1",
    touch: fields.get("touch") === "1",
  };
}

/** A driver's page is dark at night unless the link says otherwise; everybody else's follows the system. */
export function themeFor(
  { theme, view }: Pick<Ticket, "theme" | "view">,
  hour: number,
): "light" | "dark" | null {
  return theme ?? (view === "driver" && (hour >= 18 || hour < 6) ? "dark" : null);
}
