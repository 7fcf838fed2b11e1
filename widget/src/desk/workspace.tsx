/** The workspace: three columns where there is room for them, two on a tablet, one at a time on a phone. */
import { effect } from "@preact/signals-core";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { BackButton } from "../ui/icons";
import type { Words } from "../ui/words";
import { AlertsPage } from "./alerts/page";
import type { Me } from "./calls";
import { useFocusOf } from "./focus";
import { Own } from "./home";
import { InboxColumn } from "./inbox/inbox";
import { Palette } from "./keys/palette";
import { Leaving } from "./leaving";
import { TeamPage } from "./load/team";
import { NoRoom, RoomPane, SettingsPane, SidePane } from "./panes";
import { type InboxRoute, START } from "./route";
import type { Desk } from "./screen";
import { PathLine, TopBar } from "./topbar";
import { keysOf, roomsFor } from "./ways";
import { Work } from "./work";

export interface WorkspaceParts {
  readonly desk: Desk;
  readonly words: Words;
  readonly me: Me;
}

export function Workspace({ desk, words, me }: WorkspaceParts): JSX.Element {
  const work = useMemo(() => new Work(desk, words, me), [me]);
  useEffect(() => {
    work.start();
    const ends = [work.actions.register(keysOf(work)), listen(work), titled(work)];
    return () => {
      for (const end of ends) end();
      work.end();
    };
  }, [work]);
  const route = work.route.value;
  useFocusOf(route);
  return (
    <div class="desk" dir={words.dir}>
      {route.at === "inbox" && <h1 class="sr-only">{words.t("desk_title")}</h1>}
      <TopBar work={work} />
      <PathLine work={work} />
      {route.at === "inbox" ? <Columns work={work} route={route} /> : <Page work={work} />}
      <Said work={work} />
      {work.leaving.value && <Leaving work={work} />}
      {work.palette.value && (
        <Palette
          actions={work.actions}
          words={words}
          more={(sought) => roomsFor(work, sought)}
          close={() => {
            work.palette.value = false;
          }}
        />
      )}
    </div>
  );
}

/** Keys of the page, and the touch that lets it sound. */
function listen(work: Work): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  addEventListener("keydown", (event) => work.actions.press(event), { signal });
  for (const touch of ["pointerdown", "keydown"] as const)
    addEventListener(touch, () => work.tones.wake(), { signal });
  return () => stop.abort();
}

/** A title costs more than all that moves on the page: it follows after a moment. */
const TITLE_MS = 400;

/** The title counts the rooms that need one. */
function titled(work: Work): () => void {
  const title = work.words.t("desk_title");
  let shown = 0;
  let timer = 0;
  const show = (count: number): void => {
    timer = 0;
    shown = count;
    document.title = count > 0 ? `(${count}) ${title}` : title;
  };
  const end = effect(() => {
    const { inbox } = work.list.value;
    if (inbox.needs !== shown && !timer) timer = window.setTimeout(() => show(inbox.needs), TITLE_MS);
  });
  return () => {
    end();
    clearTimeout(timer);
    show(0);
  };
}

function Columns({ work, route }: { work: Work; route: InboxRoute }): JSX.Element {
  const { room, side } = route;
  const beside = work.chosen.now.value.side;
  const pane = room === null ? "inbox" : side ? "side" : "room";
  return (
    <div class={`cols at-${pane} ${beside ? "has-side" : ""}`}>
      <InboxColumn work={work} />
      {room === null ? <NoRoom work={work} /> : <RoomColumnOf work={work} room={room} />}
      {room !== null && (beside || side) && (
        <SideColumnOf key={`side ${room}`} work={work} room={room} over={side} />
      )}
    </div>
  );
}

/** On a phone the room takes the place of the list: the focus goes with it. */
function RoomColumnOf({ work, room }: { work: Work; room: string }): JSX.Element {
  const { words } = work;
  const column = useRef<HTMLElement>(null);
  useEffect(() => {
    const list = document.querySelector(".col-inbox");
    if (list && getComputedStyle(list).display === "none") column.current?.focus();
  }, [room]);
  return (
    <section class="col col-room" aria-label={words.t("desk_room")} tabIndex={-1} ref={column}>
      <div class="col-ways">
        <BackButton label={words.t("desk_back")} act={() => work.open(null)} />
        <button type="button" class="secondary col-side-open" onClick={() => work.side()}>
          {words.t("desk_side")}
        </button>
      </div>
      <RoomPane key={room} work={work} room={room} />
    </section>
  );
}

/** Where it takes the place of the room, the focus goes with it, and back. */
function SideColumnOf({ work, room, over }: { work: Work; room: string; over: boolean }): JSX.Element {
  const { words } = work;
  const column = useRef<HTMLElement>(null);
  useEffect(() => {
    const beside = document.querySelector(".col-room");
    if (!over || !beside || getComputedStyle(beside).display !== "none") return;
    column.current?.focus();
    return () => document.querySelector<HTMLElement>(".col-side-open")?.focus();
  }, [over]);
  return (
    <section class="col col-side" aria-label={words.t("desk_side")} tabIndex={-1} ref={column}>
      <div class="col-ways">
        <BackButton label={words.t("desk_side_close")} act={() => work.side()} />
      </div>
      <SidePane work={work} room={room} />
    </section>
  );
}

/** A page of its own, in the place of the columns. */
function Page({ work }: { work: Work }): JSX.Element {
  const { words, desk, me } = work;
  const route = work.route.value;
  return (
    <div class="desk-page" tabIndex={-1}>
      <div class="desk-page-top">
        <BackButton label={words.t("desk_back")} act={() => work.go({ ...START, view: work.inbox.view })} />
      </div>
      {route.at === "settings" && <SettingsPane work={work} section={route.section} />}
      {route.at === "team" && <TeamPage work={work} />}
      {route.at === "alerts" && <AlertsPage work={work} />}
      {route.at === "devices" && <Own desk={desk} words={words} me={me} />}
    </div>
  );
}

const SHOWN_MS = 6_000;

/** What came of an action, where it did not go as it usually does. */
function Said({ work }: { work: Work }): JSX.Element {
  const text = work.said.value;
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => {
      work.said.value = "";
    }, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p class="desk-said" role="status">
      {text}
    </p>
  );
}
