/** Tells those who listen instead of looking: each new message once, never the history. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Room } from "../client";
import { laneOf, personOf, useShared } from "./context";
import { bodyText } from "./words";

export function Announcer(parts: { lane: Room | null }): JSX.Element {
  const lane = laneOf(parts.lane);
  return (
    <>
      <Voice of={null} />
      {lane && <Voice of={lane} />}
    </>
  );
}

function Voice({ of }: { of: Room | null }): JSX.Element {
  const shared = useShared();
  const room = of ?? shared.room;
  const { words, client } = shared;
  const [text, setText] = useState("");
  const told = useRef<number | null>(null);
  const items = room.entries.value;
  const ready = room.status.value.phase === "ready";
  useEffect(() => {
    const last = items[items.length - 1];
    if (!ready) return;
    const from = told.current;
    told.current = Math.max(from ?? 0, last?.seq ?? 0);
    if (from === null) return;
    const fresh = items.filter(
      (it) =>
        it.seq > from &&
        it.kind === "message" &&
        it.by !== client.me.peek()?.id &&
        !client.mutes.peek().has(it.by ?? ""),
    );
    const spoken = fresh.map((it) => {
      const { name } = personOf(room, it.by, it.author, words);
      return words.t("announce", { name, text: it.kind === "message" ? bodyText(it.body, words) : "" });
    });
    if (spoken.length > 0) setText(spoken.join("\n"));
  }, [items, ready]);
  return (
    <div class="sr-only" aria-live="polite">
      {text}
    </div>
  );
}
