/** What is shown while files are dragged over a room: that they may be dropped, and who will see them. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Room } from "../client";
import { useShared } from "./context";
import { Icon } from "./icons";

export function DropZone({ room }: { room: Room }): JSX.Element {
  const shared = useShared();
  const over = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = root.current?.closest(".room");
    const stop = new AbortController();
    const listen = (kind: string, hear: (drag: DragEvent) => void): void =>
      place?.addEventListener(kind, hear as EventListener, { signal: stop.signal });
    listen("dragover", (drag) => {
      over.value = drag.dataTransfer?.types.includes("Files") ?? false;
    });
    listen("dragleave", (drag) => {
      const to = drag.relatedTarget;
      if (!(to instanceof Node) || !place?.contains(to)) over.value = false;
    });
    listen("drop", () => {
      over.value = false;
    });
    return () => stop.abort();
  }, []);
  const staff = room !== shared.room;
  return (
    <div ref={root} class={`drop-zone ${staff ? "lane" : ""}`} hidden={!over.value}>
      <Icon name="clip" />
      {shared.words.t(staff ? "drop_staff" : "drop_here")}
    </div>
  );
}
