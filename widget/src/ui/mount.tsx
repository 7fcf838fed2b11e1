/** Puts one room of one client into an element; for the room page, the embed, the demo, and your own pages. */
import { signal } from "@preact/signals-core";
import { render } from "preact";
import type { Client, Room } from "../client";
import type { LaterParts, StaffParts, View } from "./context";
import { RoomView } from "./roomview";
import type { Words } from "./words";

export interface MountOptions {
  client: Client;
  room: Room;
  words: Words;
  view: View;
  /** For staff: lanes, notes, the side panel, stepping in and out. */
  staff?: StaffParts;
  close?: () => void;
  /** Gets the code of `ui/later`. */
  later: () => Promise<{ later: LaterParts; dress(root: DocumentOrShadowRoot): void }>;
}

/** Answers how to take it away again. The client and the room live on. */
export function mountRoom(into: Element | ShadowRoot, options: MountOptions): () => void {
  const parts = signal<LaterParts | null>(null);
  let loading = false;
  const touched = (): void => {
    if (loading) return;
    loading = true;
    options.later().then(
      ({ later, dress }) => {
        dress(into.getRootNode() as Document | ShadowRoot);
        parts.value = later;
      },
      () => {
        loading = false;
      },
    );
  };
  render(<RoomView {...options} later={parts} touched={touched} />, into);
  return () => render(null, into);
}
