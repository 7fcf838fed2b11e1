/** What the link carries: in the fragment, so that it never reaches a server's log. Pure. */
import type { View } from "../ui/context";

export interface Ticket {
  readonly token: string;
  readonly room: string;
  readonly view: View;
  readonly lang: string | null;
  readonly theme: "light" | "dark" | null;
  readonly observe: boolean;
  readonly touch: boolean;
}

const VIEWS: readonly string[] = ["customer", "driver", "merchant", "agent"];

export function readTicket(fragment: string): Ticket | null {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const token = fields.get("t");
  const room = fields.get("room");
  if (!token || !room) return null;
  const view = fields.get("view") ?? "";
  const theme = fields.get("theme");
  return {
    token,
    room,
    view: VIEWS.includes(view) ? (view as View) : "customer",
    lang: fields.get("lang"),
    theme: theme === "light" || theme === "dark" ? theme : null,
    observe: view === "agent" || fields.get("observe") === "1",
    touch: fields.get("touch") === "1",
  };
}

/** A driver's page is dark at night unless the link says otherwise; everybody else's follows the system. */
export function themeFor(ticket: Ticket, hour: number): "light" | "dark" | null {
  if (ticket.theme) return ticket.theme;
  return ticket.view === "driver" && (hour >= 18 || hour < 6) ? "dark" : null;
}
