/** What every component of a page shares: the client, the room, the words, and whose page it is. */
import type { Signal } from "@preact/signals-core";
import { createContext, type JSX } from "preact";
import { useContext } from "preact/hooks";
import type { Client, Room } from "../client";
import type { Author } from "../core/wire";
import type { Asked } from "./asked";
import type { Shelf } from "./shelf";
import type { Words } from "./words";

export type View = "customer" | "driver" | "merchant" | "agent";

export interface AudienceParts {
  note: boolean;
  setNote: (note: boolean) => void;
}

/** What a page for staff has besides: `staff` of `ui/staff`. */
export interface StaffParts {
  Side(): JSX.Element;
  Observing(): JSX.Element;
  StepOut(): JSX.Element | null;
  Audience(parts: AudienceParts): JSX.Element;
}

/** What opens on an action: `ui/later`. */
export interface LaterParts {
  Overlay(): JSX.Element;
  Banner(): JSX.Element | null;
}

/** What is loaded by an action, by the names of the files in `ui`. */
export interface Parts {
  later: LaterParts;
}

/** What a page gives its room. */
export interface Given {
  readonly client: Client;
  readonly room: Room;
  readonly words: Words;
  readonly view: View;
  readonly staff?: StaffParts;
  readonly shelf: Shelf;
  /** Closes the sheet, where there is one. */
  readonly close?: () => void;
}

export interface Shared extends Given {
  readonly asked: Signal<Asked | null>;
  /** The finger that is down: it may have been before the code that knows of long presses was here. */
  readonly pressed: { current: PointerEvent | null };
}

export const SharedContext = createContext<Shared | null>(null);

export function useShared(): Shared {
  const shared = useContext(SharedContext);
  if (!shared) throw new Error("outside of a room view");
  return shared;
}

/** Name and role of somebody, as well as they are known. */
export function personOf(room: Room, user: string | null, author: Author | undefined, words: Words): Author {
  if (user === null) return author ?? { name: words.t("host"), role: "bot" };
  const { participants, people } = room.state.value;
  return (
    participants.get(user) ?? author ?? people.get(user) ?? { name: words.t("somebody"), role: "member" }
  );
}

export function roleWord(words: Words, role: string): string {
  return words.maybe(`role_${role}`, role);
}
