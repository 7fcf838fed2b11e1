/** Puts one room of one client into an element; for the room page, the embed, the demo, and your own pages. */
import { render } from "preact";
import type { Given } from "./context";
import { RoomView } from "./roomview";

/** Answers how to take it away again. The client and the room live on. */
export function mountRoom(into: Element | ShadowRoot, given: Given): () => void {
  render(<RoomView key={given.room.id} {...given} />, into);
  return () => render(null, into);
}
