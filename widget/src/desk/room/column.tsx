/** The room column: the conversation with the staff lane in it, what is done with the room, and where one writes. */
import type { JSX } from "preact";
import { ConnectionLine, ConnectionNote } from "../../ui/connection";
import { type StaffParts, useShared } from "../../ui/context";
import { Header } from "../../ui/header";
import { HelpBanner } from "../../ui/help";
import { endOf, Over, RoomView, Skip } from "../../ui/roomview";
import { Timeline } from "../../ui/timeline";
import { TypingLine } from "../../ui/typing";
import { ActBar } from "./actbar";
import { useKeys } from "./acts";
import { Asking } from "./asking";
import { Collision, OfferBar, Refused } from "./bars";
import { caseOf } from "./cases";
import { Composer } from "./composer";
import { LaneLine } from "./laneline";
import { SideTabs, sideNames } from "./lanes";
import { Mentioning } from "./mentioning";
import { CaseContext, type ColumnParts, useCase, useShown } from "./place";

export function RoomColumn(parts: ColumnParts): JSX.Element {
  return <OneRoom key={parts.room} {...parts} />;
}

function OneRoom(parts: ColumnParts): JSX.Element {
  const { client, words, room, actions } = parts;
  const held = caseOf(parts, room);
  useShown(held);
  useKeys(held, words, actions);
  const shown = held.side.value ?? held.room;
  const given = { client, words, shelf: held.office.shelf, room: shown, staff: STAFF, Body };
  return (
    <CaseContext.Provider value={held}>
      <div class="desk-room">
        <RoomView key={shown.id} {...given} view="agent" />
        <Asking of="room" />
      </div>
    </CaseContext.Provider>
  );
}

const Nothing = (): null => null;

/** What a page for staff hands its room; here the column itself has the rest. */
const STAFF: StaffParts = {
  Side: Nothing as unknown as StaffParts["Side"],
  Observing: Nothing as unknown as StaffParts["Observing"],
  StepOut: Nothing,
  Audience: Nothing as unknown as StaffParts["Audience"],
  LaneLine,
  Mentioning,
};

function Body(): JSX.Element {
  const held = useCase();
  const { room, client, words, shelf } = useShared();
  const later = shelf.get("later");
  const { over, kept, why } = endOf(client, room);
  const main = room === held.room;
  if (over && !kept) return <Over why={why} />;
  return (
    <>
      <ConnectionLine spoken={false} />
      <div class="conversation">
        <Skip />
        {main ? <Header /> : <SideHead />}
        {main && <ActBar words={words} />}
        <SideTabs />
        {main && <OfferBar words={words} />}
        <Refused words={words} />
        {main && <HelpBanner />}
        {later && <later.Banner />}
        <Timeline lane={main ? held.lane.value : null} />
        <div class="dock">{over ? <Over why={why} /> : <Dock />}</div>
      </div>
      {later && <later.Overlay />}
    </>
  );
}

/** Over a side room: with whom, since it has no subject of its own. */
function SideHead(): JSX.Element {
  const held = useCase();
  const { room, words } = useShared();
  return (
    <header class="head">
      <div class="head-row">
        <h1 class="subject" dir="auto">
          {words.t("deskroom_side", { names: sideNames(held, room.id) })}
        </h1>
      </div>
      <p class="muted">{words.t("deskroom_side_text", { subject: held.room.state.value.subject })}</p>
    </header>
  );
}

function Dock(): JSX.Element {
  const { words } = useShared();
  return (
    <>
      <div class="dock-line">
        <TypingLine lane={null} />
        <Collision words={words} />
        <ConnectionNote />
      </div>
      <Composer />
    </>
  );
}
