/** What the SDK offers to applications. */
export { leastMark, type Mark, type Pip, pipsOf, type SeenBy, seenBy } from "../core/cursors";
export type { Outbox, Unsent } from "../core/outbox";
export { type Item, type Message, presentOf, type RoomState } from "../core/state";
export type { Change, Line, Progress, Seen } from "../core/timeline";
export type * from "../core/wire";
export { type PeopleOf, widgetOf } from "./calls";
export { Client } from "./client";
export { HttpRefused } from "./http";
export type { LinkPhase, LinkState } from "./link";
export type { RoomPhase, RoomStatusNow } from "./log";
export type { ClientOptions, FrameTap, Me, OpenOptions } from "./options";
export { Room } from "./room";
export type { Keeping } from "./sender";
export type { TokenSource } from "./tokens";
export { Visitor, type VisitorOptions, type VisitorState } from "./visitor";
export { createClient, type Page, type PageOf, WholeClient, WholeRoom } from "./whole";
