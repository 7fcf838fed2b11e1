/** What stands in the sheet where no room does: the first minute, the list of rooms, a question at the sign-in. */
import type { ReadonlySignal } from "@preact/signals-core";
import type { JSX } from "preact";
import type { Client, Room } from "../client";
import type { TokenSource } from "../client/tokens";
import type { VisitorOptions } from "../client/visitor";
import type { Guest } from "./guest";
import type { Sound } from "./sound";
import type { Words } from "./words";

export interface ScreenParts {
  readonly words: Words;
  /** The server. */
  readonly url: string;
  readonly close?: () => void;
  readonly back?: () => void;
}

export interface FirstParts extends ScreenParts {
  /** There was a conversation on this device that cannot be found any more. */
  readonly lost: boolean;
  /** What the page calls this place. */
  readonly widget?: string;
  /** Begins the conversation with these words; rejects with what the server said. */
  readonly begin: (text: string) => Promise<void>;
}

export interface TakeParts extends ScreenParts {
  /** Merges the visitor's conversation into the person's own, or ends it; rejects when that did not work. */
  readonly answer: (take: boolean) => Promise<void>;
}

/** `ui/first`: what a person without a room sees, and the visitor behind it. */
export interface FirstScreens {
  First(parts: FirstParts): JSX.Element;
  Take(parts: TakeParts): JSX.Element;
  guest(options: VisitorOptions, clientOf: (token: TokenSource) => Client): Guest;
  /** Answers the room's id. */
  openSupport(by: Client, subject: string, widget?: string): Promise<string>;
}

export interface RoomsParts extends ScreenParts {
  readonly client: Client;
  /** Rooms that were opened in this sheet: what is known of them is newer than the list. */
  readonly opened: ReadonlySignal<ReadonlyMap<string, Room>>;
  readonly open: (room: string) => void;
  /** To a new question for support. */
  readonly ask: () => void;
  readonly sound: Sound;
  /** How the page wants it, where the reader has not said. */
  readonly sounds: boolean;
}

/** `ui/rooms`: the list of one's rooms. */
export interface RoomsScreen {
  RoomList(parts: RoomsParts): JSX.Element;
}
