/** Puts one room of one client into an element; for the room page, the embed, the demo, and your own pages. */
import { render } from "preact";
import type { Client, Room } from "../client";
import type { StaffParts, View } from "./context";
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
}

/** Answers how to take it away again. The client and the room live on. */
export function mountRoom(into: Element | ShadowRoot, options: MountOptions): () => void {
  render(<RoomView {...options} />, into);
  return () => render(null, into);
}
