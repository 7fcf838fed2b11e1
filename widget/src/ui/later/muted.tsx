/** What somebody said whom this reader has muted. */
import type { JSX } from "preact";
import type { Message } from "../../core/state";
import { Bubble } from "../bubble";
import { personOf, useShared } from "../context";

export function Muted({ by, items }: { by: string; items: readonly Message[] }): JSX.Element {
  const { room, words, heard } = useShared();
  const seqs = items.map(({ seq }) => seq);
  const others = heard.value.filter((seq) => !seqs.includes(seq));
  const open = others.length < heard.value.length;
  const { name } = personOf(room, by, items[0]?.author, words);
  return (
    <>
      <div class="line" data-seq={items.at(-1)?.seq}>
        <span dir="auto">{words.t("muted_line", { name })}</span>
        <button
          type="button"
          class="link"
          aria-expanded={open}
          onClick={() => (heard.value = open ? others : [...others, ...seqs])}
        >
          {words.t(open ? "muted_hide" : "muted_show")}
        </button>
      </div>
      {open &&
        items.map((item, i) => (
          <Bubble
            key={item.seq}
            item={item}
            lane={null}
            mine={false}
            first={i === 0}
            last={true}
            changing={false}
          />
        ))}
    </>
  );
}
