/** What a client says. Made by `make wire` from the server; a test fails when this is stale. */

/** The first message: who is asking, and what to resume. */
export interface HelloCommand {
  t: "hello";
  ref?: number | string | null;
  token: string;
  client?: string | null;
  session?: string | null;
  epoch?: string | null;
  resume?: Resume[];
}

/** Renew the token of an open socket. */
export interface AuthCommand {
  t: "auth";
  ref?: number | string | null;
  token: string;
}

/** Open a view of a room; `since` is the last contiguous entry held. */
export interface JoinCommand {
  t: "join";
  ref?: number | string | null;
  room: string;
  since?: number | null;
  observe?: boolean;
}

/** Close a view; membership stays. */
export interface LeaveCommand {
  t: "leave";
  ref?: number | string | null;
  room: string;
}

/** Write a message; an announcement may expire: who comes in from then on does not see it. */
export interface SendCommand {
  t: "send";
  ref?: number | string | null;
  room: string;
  cid: string;
  body: TextBody | FileBody | PhraseBody | RequestBody;
  reply_to?: number | null;
  expires_at?: string | null;
}

/** Replace the body of one's own message. */
export interface EditCommand {
  t: "edit";
  ref?: number | string | null;
  room: string;
  cid: string;
  target: number;
  body: TextBody | FileBody | PhraseBody | RequestBody;
}

/** Erase a message everywhere; its place stays. */
export interface RedactCommand {
  t: "redact";
  ref?: number | string | null;
  room: string;
  cid: string;
  target: number;
}

/** Put a reaction on a message, or take it off. */
export interface ReactCommand {
  t: "react";
  ref?: number | string | null;
  room: string;
  cid: string;
  target: number;
  emoji: string;
  on?: boolean;
}

/** Accept a request, or decline it: once. */
export interface AnswerCommand {
  t: "answer";
  ref?: number | string | null;
  room: string;
  cid: string;
  target: number;
  accept: boolean;
}

/** Call staff with a reason; or withdraw (a party) or dismiss (staff) the call.

    The reason `report` goes to staff alone, and may name a message (`target`) or a person (`user`). */
export interface HelpCommand {
  t: "help";
  ref?: number | string | null;
  room: string;
  cid: string;
  reason?: string | null;
  text?: string | null;
  withdraw?: boolean;
  target?: number | null;
  user?: string | null;
}

/** Say up to where this device has, and has read, the room. */
export interface SeenCommand {
  t: "seen";
  ref?: number | string | null;
  room: string;
  delivered?: number | null;
  read?: number | null;
}

/** Say that this user is writing, or stopped. */
export interface TypingCommand {
  t: "typing";
  ref?: number | string | null;
  room: string;
  on: boolean;
}

/** Say whether this device is attended. */
export interface PresenceCommand {
  t: "presence";
  ref?: number | string | null;
  state: "away" | "online";
}

/** Ask for a page of entries; `before` and `after` are exclusive. */
export interface HistoryCommand {
  t: "history";
  ref?: number | string | null;
  room: string;
  before?: number | null;
  after?: number | null;
  limit?: number;
}

/** Staff: be told the rows of all rooms that one is shown, then of those that move; or no more. */
export interface InboxCommand {
  t: "inbox";
  ref?: number | string | null;
  on: boolean;
}

/** Answer a `ping` at once. */
export interface PongCommand {
  t: "pong";
  ref?: number | string | null;
}

/** Ask whether the path is alive. */
export interface PingCommand {
  t: "ping";
  ref?: number | string | null;
}

/** One room to take up again: `seq` is the last contiguous entry held. */
export interface Resume {
  room: string;
  seq: number;
  delivered?: number;
  read?: number;
  observe?: boolean;
}

/** A text of at most 4,096 code points after NFC; in a staff lane it may mention colleagues, at most 20. */
export interface TextBody {
  type: "text";
  text: string;
  mentions?: string[];
}

/** The sender's own unused upload for that room, and up to nine `more`; `name` and `size` are not believed. */
export interface FileBody {
  type: "file";
  file: string;
  name?: string | null;
  size?: number | null;
  more?: string[];
}

/** A quick phrase from the catalogue; each reader sees it in their own language. */
export interface PhraseBody {
  type: "phrase";
  phrase: string;
  params?: Record<string, number | string>;
}

/** A change of the order that somebody else accepts or declines: `items`, a `note`, or both. */
export interface RequestBody {
  type: "request";
  change: "add" | "note" | "remove" | "replace";
  items?: OrderItem[];
  note?: string;
}

/** A thing of the order; `instead` is what takes its place. */
export interface OrderItem {
  name: string;
  count?: number;
  instead?: string;
}

export type WrittenBody = TextBody | FileBody | PhraseBody | RequestBody;

export type Command =
  | HelloCommand
  | AuthCommand
  | JoinCommand
  | LeaveCommand
  | SendCommand
  | EditCommand
  | RedactCommand
  | ReactCommand
  | AnswerCommand
  | HelpCommand
  | SeenCommand
  | TypingCommand
  | PresenceCommand
  | HistoryCommand
  | InboxCommand
  | PongCommand
  | PingCommand;

export type Write = SendCommand | EditCommand | RedactCommand | ReactCommand | AnswerCommand | HelpCommand;
