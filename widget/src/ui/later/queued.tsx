/** In a support room: which one they are who wait, or when somebody is back. */
import type { JSX } from "preact";
import type { QueueNotice } from "../../core/wire";
import { useServerNow } from "../clock";
import { useShared } from "../context";
import type { Words } from "../words";
import { Onward } from "./onward";

export function Queued(): JSX.Element | null {
  const { room, words, view, entered } = useShared();
  const { queue } = room.state.value;
  const now = useServerNow(true);
  const text = queue ? queueText(queue, words, now) : "";
  return text ? (
    <div class="banner" role="status">
      <span>{text}</span>
      {queue?.state !== "waiting" && view === "customer" && !entered && <Onward />}
    </div>
  ) : null;
}

function queueText(told: QueueNotice, words: Words, now: number): string {
  if (told.state === "none") return "";
  if (told.state === "waiting") return placeText(told, words);
  return told.back_at ? backText(new Date(told.back_at), words, new Date(now)) : words.t("queue_later");
}

function placeText({ position: n = 0, reason }: QueueNotice, words: Words): string {
  // Too many wait for a number to say anything.
  if (n === 0) return "";
  if (reason) return words.t("queue_earlier", { n });
  return n === 1 ? words.t("queue_next") : words.t("queue_place", { n });
}

function backText(at: Date, words: Words, now: Date): string {
  const time = words.time(at.getTime());
  if (at.toDateString() === now.toDateString()) return words.t("queue_back", { time });
  const day = new Intl.DateTimeFormat(words.lang, { weekday: "long" }).format(at);
  return words.t("queue_back_on", { day, time });
}
