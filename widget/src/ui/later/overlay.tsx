/** What was asked for, over the room: one at a time, closed by Escape, by a press beside it, or when it is done. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useDraft } from "../actions";
import type { Asked } from "../asked";
import { useShared } from "../context";
import { lastOwn } from "./acts";
import { ChangeSheet } from "./change";
import { EraseSheet } from "./erase";
import { useFound } from "./finding";
import { HelpSheet } from "./help";
import { LostSheet } from "./lost";
import { Menu } from "./menu";
import { PeopleSheet } from "./people";
import { useLongPress } from "./press";
import { useReader } from "./reader";
import { ReportSheet } from "./report";
import { ReactedList, SeenList } from "./seen";

export function Overlay(): JSX.Element {
  const { asked } = useShared();
  const root = useRef<HTMLDivElement>(null);
  const ask = asked.value;
  useLongPress(root);
  const told = useFound(root);
  useLastOwn();
  return (
    <div class="over" ref={root}>
      <p class="sr-only" role="status">
        {told}
      </p>
      {ask && <Open ask={ask} />}
    </div>
  );
}

function Open({ ask }: { ask: Asked }): JSX.Element | null {
  switch (ask.what) {
    case "menu":
      return <Menu {...ask} />;
    case "erase":
      return <EraseSheet {...ask} />;
    case "reacted":
      return <ReactedList {...ask} />;
    case "seen":
      return <SeenList {...ask} />;
    case "report":
      return <ReportSheet {...ask} />;
    case "help":
      return <HelpSheet />;
    case "change":
      return <ChangeSheet />;
    case "lost":
      return <LostSheet />;
    case "people":
      return <PeopleSheet />;
    default:
      return null;
  }
}

/** ArrowUp in an empty composer: one's last message, to be changed. */
function useLastOwn(): void {
  const { asked, room } = useShared();
  const draft = useDraft();
  const reader = useReader();
  const ask = asked.value;
  useEffect(() => {
    if (ask?.what !== "last") return;
    const item = lastOwn(room.state.peek(), reader);
    asked.value = null;
    if (item) draft.value = { what: "edit", room, item };
  }, [ask]);
}
