/** `data-isolate`: the sheet in a frame on the server's own origin. Same interface as `widget.tsx`, nothing of it inside. */
import type { Sheet, SheetParts } from "./options";

export async function mount(_: SheetParts): Promise<Sheet> {
  throw new Error("later");
}
