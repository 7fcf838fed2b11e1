/** What a person asks of the server beside the socket: each its own function, so that a page carries what it uses. */
import type { ReadonlySignal } from "@preact/signals-core";
import type { Greeted } from "../core/greeted";
import type { Word } from "../core/shared";
import type { Busy, FileLink, People, Summary, Widget } from "../core/wire";
import { addressOf } from "../net/address";
import { HttpRefused, refusedBy } from "./http";
import type { RoomList } from "./rooms";

/** Who asks: every client is one. */
export interface Asker {
  readonly url: string;
  /** The token in use; `fresh` says that it was refused. Null: there is none. */
  readonly tokens: { next(fresh: boolean): Promise<string | null> };
}

export interface Asked {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly more?: Readonly<Record<string, string>>;
}

/** Asks at a path that begins with a slash. Rejects with `HttpRefused`; a token that was refused is renewed once. */
async function request(by: Asker, path: string, asked: Asked = {}): Promise<Response> {
  const first = await once(by, path, asked, false);
  const answer = first.status === 401 ? await once(by, path, asked, true) : first;
  if (!answer.ok) throw await refusedBy(answer);
  return answer;
}

async function once(
  by: Asker,
  path: string,
  { method = "GET", body, more }: Asked,
  fresh: boolean,
): Promise<Response> {
  const token = await by.tokens.next(fresh);
  if (token === null) throw new HttpRefused(401, "unauthenticated", null);
  const headers = { ...more, authorization: `Bearer ${token}`, "content-type": "application/json" };
  // What has no body becomes none.
  return fetch(addressOf(by.url, path), { method, headers, body: JSON.stringify(body) });
}

/** Any request of this person; answers the JSON. Rejects with `HttpRefused`. */
export async function ask<T>(by: Asker, path: string, asked?: Asked): Promise<T> {
  return (await (await request(by, path, asked)).json()) as T;
}

/** A file of a message, or its small picture (the whole one where there is none): show it by `URL.createObjectURL`. */
export async function fetchFile(by: Asker, id: string, size: "whole" | "preview" = "whole"): Promise<Blob> {
  return (await request(by, `/v1/files/${encodeURIComponent(id)}?size=${size}`)).blob();
}

/** A link to one file, whole address, good for this person and five minutes. */
export async function linkFor(by: Asker, id: string): Promise<FileLink> {
  const link = await ask<FileLink>(by, `/v1/files/${encodeURIComponent(id)}/link`, { method: "POST" });
  return { ...link, url: addressOf(by.url, link.url) };
}

export interface Listing extends Asker {
  readonly list: RoomList;
  readonly greeted: ReadonlySignal<Greeted>;
}

/** Where the pages of a list go on, null where they have ended: a greeting begins the list anew. */
const nextOf = new WeakMap<Greeted, string | null>();

const ROOMS = 100;

/** One page of this person's rooms, the latest first, into their list; answers it, and where the next one begins. */
async function roomsFrom(by: Listing, cursor: string | null | undefined): Promise<RoomsPage> {
  const from = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
  const page = await ask<RoomsPage>(by, `/v1/rooms?limit=${ROOMS}${from}`);
  by.list.add(page.rooms);
  return page;
}

interface RoomsPage {
  readonly rooms: Summary[];
  readonly next: string | null;
}

/** May there be more rooms of this person than their list holds? */
export function hasMoreRooms({ list, greeted }: Listing): boolean {
  return list.rooms.value.size >= ROOMS && nextOf.get(greeted.value) !== null;
}

/** The next of this person's rooms; answers whether there may be more yet. */
export async function moreRooms(by: Listing): Promise<boolean> {
  const greeted = by.greeted.peek();
  const { next } = await roomsFrom(by, nextOf.get(greeted));
  nextOf.set(greeted, next);
  // Whoever shows the list asks again whether there are more.
  by.list.add([]);
  return next !== null;
}

export interface Muting extends Listing {
  muted(user: string, on: boolean): void;
  /** To this person's other pages. */
  readonly sender: { tell(word: Word): void };
}

/** Mutes somebody for oneself, or hears them again; nobody is told. What waits in other rooms is counted anew. */
export async function mute(by: Muting, user: string, on = true): Promise<void> {
  await request(by, `/v1/users/me/mutes/${encodeURIComponent(user)}`, { method: on ? "PUT" : "DELETE" });
  by.muted(user, on);
  by.sender.tell({ k: "mute", user, on });
  // It counts as muted whatever becomes of this: the next greeting counts them too.
  await countedAnew(by).catch(() => undefined);
}

/** Every room of the list. */
async function countedAnew(by: Muting): Promise<void> {
  let page: RoomsPage | null = null;
  for (let left = by.list.rooms.peek().size; left > 0 && page?.next !== null; left -= ROOMS) {
    page = await roomsFrom(by, page?.next);
    by.sender.tell({ k: "rooms", rooms: page.rooms });
  }
}

export interface PeopleOf {
  /** `next` of the page before. */
  readonly cursor?: string;
  /** At most 500; 100 unless told. */
  readonly limit?: number;
}

/** Who takes part, as they came, page by page: all of them in a crowd too. */
export function peopleOf(by: Asker, room: string, { cursor, limit = 100 }: PeopleOf = {}): Promise<People> {
  const from = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  return ask(by, `/v1/rooms/${encodeURIComponent(room)}/participants?limit=${limit}${from}`);
}

/** Opens a support room of this person's own, or finds the one that is open; answers its id. `widget`: where they ask. */
export async function openSupport(by: Asker, subject?: string, widget?: string): Promise<string> {
  const body = { kind: "support", ...(subject && { subject }), ...(widget && { widget }) };
  return (await ask<{ id: string }>(by, "/v1/rooms", { method: "POST", body })).id;
}

/**
 * Answers an announcement: staff alone hear it, in a room of this person's own, whose id this answers. Asked again with
 * the same `key` (a cid), because nobody knows what came of the first, it is said once.
 */
export async function replyToStaff(
  by: Asker,
  room: string,
  to: number,
  text: string,
  key?: string,
): Promise<string> {
  const body = { to, body: { type: "text", text } };
  const path = `/v1/rooms/${encodeURIComponent(room)}/replies`;
  return (
    await ask<{ room: string }>(by, path, {
      method: "POST",
      body,
      ...(key && { more: { "idempotency-key": key } }),
    })
  ).room;
}

/** How many minutes this person's shop adds to what it promises, for how long; 0 ends it. See `greeted` of the client. */
export function setBusy(by: Asker, minutes: number, forSeconds = 3600): Promise<Busy> {
  const body = { minutes, for_s: forSeconds };
  return ask(by, "/v1/users/me/busy", { method: "PUT", body });
}

/** What the operator says before anybody has spoken; for everybody, as it is now. */
export async function widgetOf(url: string): Promise<Widget> {
  const answer = await fetch(addressOf(url, "/v1/widget"));
  if (!answer.ok) throw await refusedBy(answer);
  return (await answer.json()) as Widget;
}
