/** A room, put together: the same parts for everybody, in the order that this party needs. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Client, Room } from "../client";
import { may } from "./actions";
import type { Asked } from "./asked";
import { offered } from "./attach";
import { ComposerOrWhy } from "./composer";
import { ConnectionLine, ConnectionNote } from "./connection";
import { type Given, type Pressed, SharedContext, useShared } from "./context";
import { Facts } from "./facts";
import { Header } from "./header";
import { HelpBanner } from "./help";
import { MorePhrases, Phrases, usePhrases } from "./phrases";
import { Privacy } from "./privacy";
import { Seldom } from "./seldom";
import { Timeline } from "./timeline";
import { TypingLine } from "./typing";

const NOTHING = (): null => null;
const LONG_MS = 450;

export function RoomView(given: Given): JSX.Element {
  const pressed = useRef<Pressed | null>(null);
  const heard = useSignal<readonly number[]>([]);
  const shared = { Extra: NOTHING, ...given, pressed, heard, asked: useSignal<Asked | null>(null) };
  const load = (): void => {
    shared.shelf.need("later");
    // A photo of the door is often taken where there is no network.
    if (!CUSTOMERS_ONLY && shared.view === "driver") shared.shelf.need("files");
  };
  const touched = (): void => {
    shared.room.touch();
    load();
  };
  const lifted = (up: PointerEvent): void => {
    // A long press that came before its code opens what it was for as soon as that is here.
    const long = up.timeStamp - (pressed.current?.[0].timeStamp ?? 0) > LONG_MS && up.type === "pointerup";
    if (!long || shared.shelf.get("later")) pressed.current = null;
  };
  const offer = (happened: DragEvent | ClipboardEvent): void => offered(shared, happened);
  return (
    <SharedContext.Provider value={shared}>
      <div
        class={`room view-${shared.view}`}
        lang={shared.words.lang}
        dir={shared.words.dir}
        onPointerDown={(down) => {
          pressed.current = [down, down.target];
          touched();
        }}
        onPointerUp={lifted}
        onPointerCancel={lifted}
        onKeyDown={touched}
        onClick={load}
        onDragOver={offer}
        onDrop={offer}
        onPaste={offer}
      >
        {ON_DESK && shared.Body ? <shared.Body /> : <Inside />}
      </div>
    </SharedContext.Provider>
  );
}

function Inside(): JSX.Element {
  const shared = useShared();
  const { client, room, view, staff, shelf, asked, Extra } = shared;
  const lane = useLane();
  const later = shelf.get("later");
  const { over, kept, why } = endOf(client, room);
  useEffect(() => {
    // Asked for while its code could not come: it opens as soon as there is a way.
    if (asked.value || room.lost.value.length > 0 || client.greeted.value.aheadMs) shelf.need("later");
  }, [asked.value, room.lost.value, client.greeted.value]);
  if (over && !kept) return <Over why={why} />;
  return (
    <>
      <ConnectionLine spoken={!CUSTOMERS_ONLY && view === "driver"} />
      {!CUSTOMERS_ONLY && <Extra what="top" />}
      <Conversation lane={lane} over={over} why={why} />
      {!CUSTOMERS_ONLY && staff && <staff.Side />}
      {later && <later.Overlay />}
    </>
  );
}

/** Is it over for this reader, and why? What was not sent stays in sight; so does what was read, when only the access has ended. */
export function endOf(client: Client, room: Room): { over: boolean; kept: boolean; why: string } {
  const link = client.connection.value;
  const ended = link.phase === "stopped" ? link.why : null;
  const why = (room.over ? null : ended) ?? room.status.value.why ?? "";
  const kept = room.outbox.value.length > 0 || (ended === "unauthenticated" && room.entries.value.length > 0);
  return { over: ended !== null || room.over, kept, why };
}

/** The room itself. When it is over but something was not sent, that stays in sight with its reason. */
function Conversation({ lane, over, why }: { lane: Room | null; over: boolean; why: string }): JSX.Element {
  const { words, shelf } = useShared();
  const later = shelf.get("later");
  return (
    <section class="conversation" aria-label={words.t("conversation")}>
      <Skip />
      <Header />
      <Facts />
      <HelpBanner />
      {later && <later.Banner />}
      <Timeline lane={lane} />
      <div class="dock">{over ? <Over why={why} /> : <Dock lane={lane} />}</div>
    </section>
  );
}

/** What happened, and what can be done. */
export function Over({ why }: { why: string }): JSX.Element {
  const shared = useShared();
  const children = CUSTOMERS_ONLY ? null : <shared.Extra what="over" why={why} />;
  return <Seldom of="Gone" parts={{ ...shared, why, children }} />;
}

/** For those who go by keyboard: past every message, to where one writes. */
export function Skip(): JSX.Element | null {
  const { room, words, staff } = useShared();
  if (!may(room, "send") && (CUSTOMERS_ONLY || !staff)) return null;
  return (
    <button
      type="button"
      class="skip sr-only"
      onClick={(press) =>
        press.currentTarget.parentElement?.querySelector<HTMLElement>(".dock textarea")?.focus()
      }
    >
      {words.t("skip")}
    </button>
  );
}

function Dock({ lane }: { lane: Room | null }): JSX.Element {
  const { view, Extra } = useShared();
  const [note, setNote] = useState(false);
  const more = useSignal(false);
  const phrases = usePhrases();
  return (
    <>
      <div class="dock-line">
        <TypingLine lane={lane} />
        {!CUSTOMERS_ONLY && view === "driver" ? (
          <MorePhrases all={phrases} open={more} />
        ) : (
          <ConnectionNote />
        )}
      </div>
      <Privacy />
      {!CUSTOMERS_ONLY && <Extra what="dock" />}
      <Phrases all={phrases} open={more.value} />
      <ComposerOrWhy lane={lane} note={note && lane !== null} setNote={setNote} />
    </>
  );
}

const useLane = CUSTOMERS_ONLY ? (): null => null : useStaffLane;

function useStaffLane(): Room | null {
  const { client, room, staff } = useShared();
  const id = room.state.value.lanes.find((lane) => lane.audience === "staff")?.room ?? null;
  return useMemo(() => (staff && id ? client.open(id) : null), [client, staff, id]);
}
