/** Something that can be done with a room, by a key and perhaps by a button. */
import type { ActName } from "./keys";

export interface Deed {
  readonly name: ActName;
  readonly label: string;
  when(): boolean;
  /** What the page does by itself: at once. */
  readonly opens?: () => void;
  /** What is asked of the server: in its turn. */
  readonly does?: () => Promise<unknown>;
  /** Does it show by now, by what the server told? */
  readonly seen?: (told: unknown) => boolean;
}
