/** Where a component of the room column stands: which room at the desk it is about, and how actions get their keys. */
import { createContext } from "preact";
import { useContext, useEffect } from "preact/hooks";
import type { LeavingClient } from "../../client/leaving";
import type { Words } from "../../ui/words";
import type { Me } from "../calls";
import type { Labels } from "../labels";
import type { Desk } from "../screen";
import type { Case } from "./case";

/** Something that can be done by a key, and stands in the palette. */
export interface Action {
  readonly id: string;
  readonly key?: string;
  readonly label: string;
  run(): void;
  /** Can it be done now? */
  when?(): boolean;
  /** It means its key only where nothing else does, and stands nowhere. */
  readonly spare?: true;
  /** A key that is held down does it once. */
  readonly once?: true;
}

export interface Actions {
  /** Answers how to take them away again. */
  register(list: readonly Action[]): () => void;
}

export interface ColumnParts {
  readonly desk: Desk;
  readonly words: Words;
  readonly client: LeavingClient;
  readonly me: Me;
  /** The room's id. */
  readonly room: string;
  readonly actions: Actions;
  readonly labels: Labels;
  say(text: string): void;
}

export const CaseContext = createContext<Case | null>(null);

export function useCase(): Case {
  const held = useContext(CaseContext);
  if (!held) throw new Error("outside of a room at the desk");
  return held;
}

/** The room stays open for as long as this stands on the page. */
export function useShown(held: Case): void {
  useEffect(() => held.show(), [held]);
}
