/** What every component of a page shares: the client, the room, the words, and whose page it is. */
import type { Signal } from "@preact/signals-core";
import { createContext, type JSX } from "preact";
import { useContext } from "preact/hooks";
import type { Client, Room } from "../client";
import type { Unsent } from "../core/outbox";
import type { Item, Message } from "../core/state";
import type { Author, Count } from "../core/wire";
import type { Asked } from "./asked";
import type { GoneParts } from "./gone";
import type { LineItem } from "./rows";
import type { FirstScreens, RoomsScreen } from "./screens";
import type { Shelf } from "./shelf";
import type { Words } from "./words";

export type View = "customer" | "driver" | "merchant" | "agent";

export interface AudienceParts {
  note: boolean;
  setNote: (note: boolean) => void;
}

/** What a page for staff has besides: `staff` of `ui/staff`. */
export interface StaffParts {
  Side(): JSX.Element;
  Observing(): JSX.Element;
  StepOut(): JSX.Element | null;
  Audience(parts: AudienceParts): JSX.Element;
  /** What was done with the room at the desk, told in its staff lane. */
  LaneLine?(parts: { items: readonly LineItem[] }): JSX.Element | null;
  /** A note that names colleagues. */
  Mentioning?(parts: { text: string; mentions: readonly string[] }): JSX.Element;
}

/** A message of one's own that is not on the server; `lane` is the audience that it was written to, if not everybody. */
export interface UnsentParts {
  readonly unsent: Unsent;
  readonly lane: Room | null;
}

/** What else than to be sent becomes of what is written: answers its cid, or null when the outbox is full. */
export type Aim = (said: string) => string | null;

export interface DraftParts {
  readonly text: Signal<string>;
  readonly box: { readonly current: HTMLElement | null };
  /** Set for as long as there is a draft. */
  readonly aim: Signal<Aim | null>;
}

export type SeldomLine = Extract<Item, { kind: "role" | "room" | "help" | "join" | "leave" }>;

/** What opens on an action, and what seldom stands in a room: `ui/later`. */
export interface LaterParts {
  Overlay(): JSX.Element;
  Banner(): JSX.Element | null;
  Called(): JSX.Element | null;
  Status(): JSX.Element | null;
  Line(parts: { item: SeldomLine }): JSX.Element | null;
  Tally(parts: Pick<Count, "read" | "of">): JSX.Element;
  Failed(parts: UnsentParts): JSX.Element;
  DraftBar(parts: DraftParts): JSX.Element | null;
  Undone(parts: { unsent: Unsent }): JSX.Element;
  Answer(parts: Pick<Message, "answer">): JSX.Element;
  NoWrite(): JSX.Element;
  Gone(parts: GoneParts): JSX.Element;
  Slowed(): JSX.Element;
  Muted(parts: { by: string; items: readonly Message[] }): JSX.Element;
}

/** A file of a message, or one that is on its way up (`unsent`). */
export interface FileParts {
  /** The server's name for it; none yet while it goes up. */
  readonly file: string;
  readonly name: string;
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
  /** Of one's own message: what this page has of it already. */
  readonly cid?: string | undefined;
  readonly unsent?: Unsent | undefined;
}

/** Sends what was chosen (the reply itself, when no words go with it), and `then` what was written. */
export type Cargo = (
  then: () => void,
  draft: { value: { what: string; room: Room; item: { seq: number } } | null | undefined },
  text: { peek(): string },
) => void;

export interface TrayParts {
  room: Room;
  /** What was handed over: files, or none when the button asks for some. */
  given: Signal<readonly File[] | null>;
  cargo: Signal<Cargo | null>;
}

/** Files, chosen and shown: `ui/files`, loaded when one is asked for or in view. */
export interface FilesParts {
  Tray(parts: TrayParts): JSX.Element;
  FileView(parts: FileParts): JSX.Element;
  WhyNot(parts: { code: string }): JSX.Element;
}

/** `ui/linked`, loaded when a text in view may hold an address. */
export interface LinkParts {
  Linked(parts: { text: string }): JSX.Element;
}

/** Where a page may show more than a room has: at its top, beside where one writes, above that, and where it is over. */
export interface ExtraParts {
  readonly what: "top" | "photo" | "voice" | "dock" | "over";
  /** What stands in the box. */
  readonly text?: Signal<string>;
  readonly why?: string;
}

/** What only drivers have: `ui/driver`. */
export interface DriverParts {
  Extra(parts: ExtraParts): JSX.Element | null;
}

/** A page of many rooms: what each of them is given, and which one is open from the start. */
export interface BoardParts extends Omit<Given, "room"> {
  readonly first: string | null;
}

/** What only merchants have: `ui/till`. */
export interface TillParts {
  open(parts: BoardParts, root: Element): void;
  Extra(parts: ExtraParts): JSX.Element | null;
}

/** What tells those who have left the page: `ui/away`. */
export interface AwayParts {
  Ask(): JSX.Element | null;
  /** Nothing is told to this browser any more. */
  quiet(client: Client): Promise<void>;
}

/** What is loaded by an action, by the names of the files in `ui`. */
export interface Parts {
  later: LaterParts;
  first: FirstScreens;
  rooms: RoomsScreen;
  files: FilesParts;
  linked: LinkParts;
  driver: DriverParts;
  till: TillParts;
  away: AwayParts;
}

export interface EnteredBy {
  /** What can be done where the room is over. */
  Ways(parts: { why: string }): JSX.Element | null;
  /** The link's secret: a home screen keeps the address that it was given. */
  readonly link: string;
  /** Did they come here to be told when somebody is back? */
  readonly own: boolean;
  /** Just now? */
  readonly asks: boolean;
  /** Ends it on this device. */
  leave(): Promise<void>;
}

/** What a page gives its room. */
export interface Given {
  readonly client: Client;
  readonly room: Room;
  readonly words: Words;
  readonly view: View;
  readonly staff?: StaffParts;
  readonly shelf: Shelf;
  /** What stands in the room's view, where a page puts it together itself. */
  readonly Body?: () => JSX.Element;
  /** Closes the sheet, where there is one. */
  readonly close?: () => void;
  /** To the list of rooms, where there is one. */
  readonly back?: () => void;
  /** To another room, where the page shows one of many. */
  readonly go?: (room: string) => void;
  /** What this page has besides. */
  readonly Extra?: (parts: ExtraParts) => JSX.Element | null;
  /** By which invitation this device was let in, if by one. */
  readonly entered?: EnteredBy;
}

/** A press, and what it was on: an event that has left a shadow root does not know any more. */
export type Pressed = [down: PointerEvent, on: EventTarget | null];

export interface Shared extends Given {
  readonly Extra: NonNullable<Given["Extra"]>;
  readonly asked: Signal<Asked | null>;
  /** What somebody muted said and is shown all the same: its seqs. Rows come and go, and grow to both sides. */
  readonly heard: Signal<readonly number[]>;
  /** The finger that is down: it may have been before the code that knows of long presses was here. */
  readonly pressed: { current: Pressed | null };
}

export const SharedContext = createContext<Shared | null>(null);

export function useShared(): Shared {
  const shared = useContext(SharedContext);
  if (!shared) throw new Error("outside of a room view");
  return shared;
}

/** The lane of staff; the widget has none. */
export function laneOf(lane: Room | null): Room | null {
  return CUSTOMERS_ONLY ? null : lane;
}

/** Name and role of somebody, as well as they are known. */
export function personOf(room: Room, user: string | null, author: Author | undefined, words: Words): Author {
  if (user === null) return author ?? { name: words.t("host"), role: "bot" };
  const { participants, people } = room.state.value;
  return (
    participants.get(user) ?? author ?? people.get(user) ?? { name: words.t("somebody"), role: "member" }
  );
}

export function roleWord(words: Words, role: string): string {
  return words.maybe(`role_${role}`, role);
}
