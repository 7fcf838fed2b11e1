/** How many have read a message, where they are too many to be shown one by one. */
import type { JSX } from "preact";
import type { Count } from "../../core/wire";
import { useShared } from "../context";

export function Tally({ read, of }: Pick<Count, "read" | "of">): JSX.Element {
  const { words } = useShared();
  return (
    <span class="tally">
      {words.t("seen_count", { read, all: of })}
      <progress class="tally-bar" max={of || 1} value={read} aria-hidden="true" />
    </span>
  );
}
