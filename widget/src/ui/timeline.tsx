/** The conversation: grows at the end, never yanks; older pages come in above without a jump. */
import { type Signal, useSignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Room } from "../client";
import { countUnread } from "../core/mine";
import { Announcer } from "./announcer";
import { Bubble, UnsentBubble } from "./bubble";
import { laneOf, useShared } from "./context";
import { edges, useDrawn } from "./drawn";
import { Icon } from "./icons";
import { Line } from "./lines";
import { buildRows, type Row } from "./rows";
import { Seldom } from "./seldom";
import { Empty, Skeleton } from "./states";

const NEAR_END = 48;
const NEAR_TOP = 240;

interface Scroll {
  /** Is the end in view, so that what arrives should be followed? */
  readonly atEnd: Signal<boolean>;
  /** Highest seq when the end was last in view. */
  readonly held: Signal<number>;
  /** How high the view was when the end was last kept in it. */
  readonly height: { current: number };
}

export function Timeline({ lane }: { lane: Room | null }): JSX.Element {
  const { room, words } = useShared();
  const box = useRef<HTMLDivElement | null>(null);
  const scroll: Scroll = { atEnd: useSignal(true), held: useSignal(0), height: useRef(0) };
  const rows = useRows(lane);
  const { phase } = room.status.value;
  const ready = phase !== "loading";
  // What one writes oneself is followed, wherever one reads.
  const { shown, moved } = useDrawn(box, rows, (before) => {
    const last = rows.at(-1);
    return scroll.atEnd.peek() || (last?.t === "unsent" && last.key !== before.at(-1)?.key);
  });
  useFollow(box, scroll, rows, lane, moved);
  // A view that has just changed its height tells nothing of where the reader is: its observer comes first.
  const onScroll = ({ currentTarget: node }: { currentTarget: HTMLElement }): void => {
    if (node.clientHeight === scroll.height.current) looked(node, room, scroll, lane);
    moved(node);
  };
  return (
    <div class="timeline-box">
      <div
        class="timeline"
        ref={box}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={words.t("messages")}
      >
        {ready ? !room.over && <Top /> : <Skeleton />}
        {phase === "ready" && rows.every(({ t }) => t !== "message" && t !== "unsent" && t !== "muted") && (
          <Empty />
        )}
        {shown.map(({ at }) => {
          const row = rows[at] as Row;
          return (
            <div class="row" key={row.key}>
              <RowView row={row} lane={lane} />
            </div>
          );
        })}
        <div class="row" />
      </div>
      <NewPill box={box} scroll={scroll} />
      <Announcer lane={lane} />
    </div>
  );
}

function useRows(lane: Room | null): readonly Row[] {
  const { room, client } = useShared();
  const items = room.entries.value;
  const laneItems = laneOf(lane)?.state.value.items ?? NOTHING;
  const outbox = client.sender.box.value.items;
  const me = client.me.value?.id ?? "";
  const openedAt = room.openedAt.value;
  const mutes = client.mutes.value;
  return useMemo(() => {
    const unsent = outbox.filter((it) => it.command.room === room.id || it.command.room === lane?.id);
    return buildRows({ items, laneItems, unsent, laneRoom: lane?.id ?? null, me, openedAt, mutes });
  }, [items, laneItems, outbox, me, openedAt, mutes, room, lane]);
}

const NOTHING: readonly never[] = [];

function RowView({ row, lane }: { row: Row; lane: Room | null }): JSX.Element {
  const { words, client, staff } = useShared();
  const room = row.lane ? laneOf(lane) : null;
  switch (row.t) {
    case "day":
      return (
        <div class="day">
          <span>{words.day(row.at, Date.now() + client.greeted.value.aheadMs)}</span>
        </div>
      );
    case "new":
      return (
        <div class="new-mark">
          <span>{words.t("new_mark")}</span>
        </div>
      );
    case "message":
      return <Bubble {...row} lane={room} />;
    case "muted":
      return <Seldom of="Muted" parts={row} />;
    case "unsent":
      return <UnsentBubble unsent={row.unsent} lane={room} first={row.first} />;
    case "line":
      if (ON_DESK && staff?.LaneLine && row.lane) return <staff.LaneLine items={row.items} />;
      return (<Line items={row.items} />) as JSX.Element;
  }
}

function Top(): JSX.Element {
  const { room, words } = useShared();
  if (room.older.value) return <div class="top-note">{words.t("older_loading")}</div>;
  const first = room.feed?.first ?? 1;
  return <div class="top-note">{words.t(first > 1 ? "window_beginning" : "beginning")}</div>;
}

/** Looks anew when there are other rows; keeps the end in view, while it was, when the view is another. */
function useFollow(
  box: RefObject<HTMLDivElement | null>,
  scroll: Scroll,
  rows: readonly Row[],
  lane: Room | null,
  moved: (node: HTMLElement) => void,
): void {
  const { room, asked } = useShared();
  useLayoutEffect(() => {
    looked(box.current as HTMLElement, room, scroll, lane);
  }, [rows]);
  useEffect(() => {
    const node = box.current as HTMLElement;
    // The keyboard came up, or the window changed: the end stays the end.
    const sized = new ResizeObserver(() => {
      scroll.height.current = node.clientHeight;
      // Whoever is being led elsewhere stays there, though no scrolling was told of yet.
      if (scroll.atEnd.peek() && asked.peek()?.what !== "original") node.scrollTop = node.scrollHeight;
      moved(node);
    });
    sized.observe(node);
    return () => sized.disconnect();
  }, []);
}

/** The view moved or grew: what is seen, and is it time for an older page? */
function looked(node: HTMLElement, room: Room, { atEnd, held }: Scroll, lane: Room | null): void {
  atEnd.value = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END;
  const seq = atEnd.value ? lastSeq(room) : lowestInView(node);
  held.value = Math.max(held.peek(), seq);
  if (node.clientHeight === 0) return;
  if (seq > 0) room.inView(seq);
  if (!CUSTOMERS_ONLY && lane && atEnd.value) lane.inView(lastSeq(lane));
  if (node.scrollTop < NEAR_TOP && room.older.peek() && !room.loadingOlder.peek()) void room.history();
}

function lastSeq(room: Room): number {
  return room.feed?.high ?? 0;
}

function lowestInView(node: HTMLElement): number {
  const end = edges(node).bottom;
  const shown = [...node.querySelectorAll<HTMLElement>("[data-seq]")];
  const found = shown.findLast((row) => edges(row).bottom <= end + 8);
  return Number(found?.dataset.seq ?? 0);
}

function NewPill({
  box,
  scroll,
}: {
  box: RefObject<HTMLDivElement | null>;
  scroll: Scroll;
}): JSX.Element | null {
  const { room, words, client } = useShared();
  if (scroll.atEnd.value) return null;
  const me = client.me.value?.id ?? "";
  const count = countUnread(room.entries.value, scroll.held.value, me, client.mutes.value);
  const jump = (): void => box.current?.scrollTo({ top: box.current.scrollHeight });
  const label = count > 0 ? words.n("new_messages", count) : words.t("jump_latest");
  return (
    <button type="button" class={`new-pill ${count > 0 ? "has-new" : ""}`} onClick={jump} aria-label={label}>
      {count > 0 && <span>{label}</span>}
      <Icon name="down" />
    </button>
  );
}
