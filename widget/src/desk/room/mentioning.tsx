/** A note of the staff lane that names colleagues: each name stands out, one's own most of all. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useShared } from "../../ui/context";
import { MAYBE } from "../../ui/textbody";
import { mentionsApart } from "./completing";
import { useCase } from "./place";

export function Mentioning({ text, mentions }: { text: string; mentions: readonly string[] }): JSX.Element {
  const { colleagues, me } = useCase().office;
  const { shelf } = useShared();
  const may = MAYBE.test(text);
  const Linked = may && shelf.get("linked")?.Linked;
  useEffect(() => (may ? shelf.need("linked") : undefined), [may]);
  const told = colleagues.value.filter(({ user }) => mentions.includes(user));
  return (
    <p dir="auto" class="msg-text">
      {mentionsApart(text, told).map((piece, i) =>
        typeof piece === "string" ? (
          Linked ? (
            <Linked key={i} text={piece} />
          ) : (
            piece
          )
        ) : (
          <mark key={i} class={piece.user === me.user ? "mention is-me" : "mention"}>
            <bdi>{piece.text}</bdi>
          </mark>
        ),
      )}
    </p>
  );
}
