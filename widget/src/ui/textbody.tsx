/** What somebody wrote, word for word; addresses in it become links once what finds them is here. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useShared } from "./context";

/** No address without one of these. */
export const MAYBE = /https?:\/\/|mailto:|tel:/i;

export function TextBody({ text }: { text: string }): JSX.Element {
  const { shelf } = useShared();
  const may = MAYBE.test(text);
  const Linked = may && shelf.get("linked")?.Linked;
  useEffect(() => (may ? shelf.need("linked") : undefined), [may]);
  return (
    <p dir="auto" class="msg-text">
      {Linked ? <Linked text={text} /> : text}
    </p>
  );
}
