/** What the SDK offers to applications. */
export { leastMark, type Mark, type Pip, pipsOf, type SeenBy, seenBy } from "../core/cursors";
export type { Unsent } from "../core/outbox";
export { type Item, presentOf, type RoomState } from "../core/state";
export type * from "../core/wire";
export { Client, type ClientOptions, createClient, type FrameTap, type Me, type OpenOptions } from "./client";
export type { LinkPhase, LinkState } from "./link";
export type { RoomPhase, RoomStatusNow } from "./log";
export { Room } from "./room";
