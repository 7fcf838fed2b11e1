/** One row of the inbox. It is drawn again when its room changed, or a minute went by; where it stands is set from outside. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Words } from "../../ui/words";
import { type Colours, Strokes } from "../labels";
import type { Row } from "./row";
import { atIt, facing, lastText, titleOf, whenText, whyText } from "./said";
import type { Why } from "./standing";
import { RowFace, WhyShape } from "./whyshape";

export interface RowParts {
  readonly slot: number;
  readonly row: Row;
  readonly why: Why;
  readonly gone: boolean;
  readonly open: boolean;
  /** Does the keyboard stand here? */
  readonly here: boolean;
  readonly me: string;
  readonly words: Words;
  readonly now: ReadonlySignal<number>;
  readonly colours: Colours;
}

/** A row of the page; which room stands in it changes. */
export const idOf = (slot: number): string => `row-${slot}`;

export function RowView({
  slot,
  row,
  why,
  gone,
  open,
  here,
  me,
  words,
  now,
  colours,
}: RowParts): JSX.Element {
  // A minute that changes no word draws nothing.
  const told = useMemo(
    () => ({
      why: computed(() => whyText(row, why, now.value, words)),
      when: computed(() => (row.last ? whenText(row.last.at, now.value, words) : "")),
    }),
    [row, why],
  );
  const party = facing(row);
  const classes = ["inrow", `why-${why}`, row.unread > 0 && "is-unread", gone && "is-gone"];
  return (
    <div
      role="option"
      class={classes.filter(Boolean).join(" ")}
      id={idOf(slot)}
      data-room={row.room}
      aria-selected={open}
      tabIndex={here ? 0 : -1}
    >
      <RowFace
        name={titleOf(row, words)}
        role={party?.role ?? "member"}
        presence={party?.presence ?? "offline"}
      />
      <span class="inrow-line">
        <Who row={row} words={words} />
        <span class="why">
          <WhyShape row={row} why={why} />
          <span class="why-text">{gone ? words.t("inbox_gone") : told.why.value}</span>
        </span>
      </span>
      <span class="inrow-line">
        <span class="inrow-last" dir="auto">
          {lastText(row, words)}
        </span>
        <Meta row={row} why={why} me={me} words={words} when={told.when.value} colours={colours} />
      </span>
    </div>
  );
}

function Who({ row, words }: Pick<RowParts, "row" | "words">): JSX.Element {
  const title = titleOf(row, words);
  const high = row.priority === "urgent" || row.priority === "high";
  return (
    <span class="inrow-who">
      {high && (
        <span class={`priority is-${row.priority}`}>
          <span class="sr-only">{words.maybe(`inbox_priority_${row.priority}`, "")}</span>
        </span>
      )}
      <bdi class="inrow-name">{title}</bdi>
      {row.subject && row.subject !== title && <bdi class="inrow-subject">{row.subject}</bdi>}
    </span>
  );
}

function Meta({
  row,
  why,
  me,
  words,
  when,
  colours,
}: Pick<RowParts, "row" | "why" | "me" | "words" | "colours"> & { when: string }): JSX.Element {
  const staff = atIt(row, me, words);
  return (
    <span class="inrow-meta">
      <Strokes labels={row.labels} colours={colours} />
      {staff && <bdi class="inrow-staff">{staff}</bdi>}
      {when && <time>{when}</time>}
      {row.unread > 0 && why !== "unread" && (
        <span class="count" aria-label={words.n("inbox_why_unread", row.unread)} role="img">
          {row.unread > 99 ? "99+" : row.unread}
        </span>
      )}
    </span>
  );
}
