/** Who sits where on the stage, and what an order hands to each of them. */
import type { Client, Room } from "../client";
import type { Lang } from "../core/wire";

export type Seat = "customer" | "driver" | "merchant" | "agent";
export const SEATS: readonly Seat[] = ["customer", "driver", "merchant", "agent"];

/** One person's way in: a session of their own. */
export interface Ticket {
  readonly user: string;
  readonly role: Seat;
  readonly name: string;
  readonly token: string;
  readonly view: Seat;
  readonly observe: boolean;
}

export interface Order {
  readonly room: string;
  readonly lang: Lang;
  readonly panes: readonly Ticket[];
}

/** What a pane's page leaves in its window for the stage. */
export interface Handle {
  readonly client: Client;
  readonly room: Room;
}

/** Who sits in a seat: the driver's is taken by somebody else after the swap. */
export function sitting(order: Order, seat: Seat, swapped: boolean): Ticket | undefined {
  const here = order.panes.filter((ticket) => ticket.view === seat);
  return here[swapped ? here.length - 1 : 0];
}
