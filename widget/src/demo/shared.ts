/** The stage's state, shared by its parts. */
import type { ReadonlySignal, Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { RoomState } from "../core/state";
import type { Lang } from "../core/wire";
import type { Order, Seat } from "./cast";
import type { Director } from "./director";
import type { Fit } from "./fit";
import type { Pane } from "./pane";
import type { Tell } from "./words";

export interface Shared {
  readonly order: Signal<Order | null>;
  readonly failed: Signal<boolean>;
  readonly panes: Readonly<Record<Seat, Pane>>;
  readonly director: Director;
  readonly lang: Signal<Lang>;
  readonly dark: Signal<boolean>;
  readonly fit: Signal<Fit>;
  /** Which side shows, where only one does. */
  readonly front: Signal<Seat>;
  readonly tell: ReadonlySignal<Tell>;
  /** What the best informed pane knows of the room. */
  readonly room: ReadonlySignal<RoomState | null>;
  /** Whether the second driver has the seat. */
  readonly swapped: ReadonlySignal<boolean>;
  readonly restart: () => void;
  readonly speak: (lang: Lang) => void;
}

export const StageContext = createContext<Shared | null>(null);

export function useStage(): Shared {
  const shared = useContext(StageContext);
  if (!shared) throw new Error("outside of the stage");
  return shared;
}
