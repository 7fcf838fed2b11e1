/** How far each announcement has come: to how many, and how many have read it; as it happens. */
import type { JSX } from "preact";
import { useShared } from "../context";
import { bodyText } from "../words";

export function News(): JSX.Element | null {
  const { room, words } = useShared();
  const { counts, items } = room.state.value;
  const told = items.filter((item) => item.kind === "message").reverse();
  if (counts.size === 0) return null;
  return (
    <section class="news">
      <h2>{words.t("news")}</h2>
      <ul>
        {told.map(({ seq, body, at }) => {
          const count = counts.get(seq);
          if (!count) return null;
          const { read, delivered: n, of: all } = count;
          return (
            <li key={seq}>
              <p dir="auto">{bodyText(body, words)}</p>
              <time class="muted">{words.time(at)}</time>
              <Bar text={words.t("seen_have", { n, all })} max={all} value={n} />
              <Bar text={words.t("seen_count", { read, all })} max={all} value={read} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Bar({ text, ...of }: { text: string; max: number; value: number }): JSX.Element {
  return (
    <p>
      {text}
      <progress {...of} aria-hidden="true" />
    </p>
  );
}
