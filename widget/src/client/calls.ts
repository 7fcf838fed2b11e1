/** What a person asks of the server beside the socket: each its own function, so that a page carries what it uses. */
import type { Busy, FileLink, People, Widget } from "../core/wire";
import { addressOf } from "../net/address";
import { HttpRefused, refusedBy } from "./http";

/** Who asks: every client is one. */
export interface Asker {
  readonly url: string;
  /** The token in use; `fresh` says that it was refused. Null: there is none. */
  readonly tokens: { next(fresh: boolean): Promise<string | null> };
}

export interface Asked {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
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
  { method = "GET", body }: Asked,
  fresh: boolean,
): Promise<Response> {
  const token = await by.tokens.next(fresh);
  if (token === null) throw new HttpRefused(401, "unauthenticated", null);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const said = body === undefined ? null : JSON.stringify(body);
  return fetch(addressOf(by.url, path), { method, headers, body: said });
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

export interface Muting extends Asker {
  muted(user: string, on: boolean): void;
  /** To this person's other pages. */
  readonly sender: { tell(word: { k: "mute"; user: string; on: boolean }): void };
}

/** Mutes somebody for oneself, or hears them again; nobody is told. */
export async function mute(by: Muting, user: string, on = true): Promise<void> {
  await request(by, `/v1/users/me/mutes/${encodeURIComponent(user)}`, { method: on ? "PUT" : "DELETE" });
  by.muted(user, on);
  by.sender.tell({ k: "mute", user, on });
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

/** Opens a support room of this person's own, or finds the one that is open; answers its id. */
export async function openSupport(by: Asker, subject?: string): Promise<string> {
  const body = { kind: "support", ...(subject && { subject }) };
  return (await ask<{ id: string }>(by, "/v1/rooms", { method: "POST", body })).id;
}

/** Answers an announcement: staff alone hear it, in a room of this person's own, whose id this answers. */
export async function replyToStaff(by: Asker, room: string, to: number, text: string): Promise<string> {
  const body = { to, body: { type: "text", text } };
  return (
    await ask<{ room: string }>(by, `/v1/rooms/${encodeURIComponent(room)}/replies`, { method: "POST", body })
  ).room;
}

/** How many minutes this person's shop adds to what it promises, for how long; 0 ends it. See `greeted` of the client. */
export function setBusy(by: Asker, minutes: number, forSeconds = 3600): Promise<Busy> {
  const body = { minutes, for_s: forSeconds };
  return ask(by, "/v1/users/me/busy", { method: "PUT", body });
}

/** What the operator says before anybody has spoken; for everybody, kept by the browser for five minutes. */
export async function widgetOf(url: string): Promise<Widget> {
  const answer = await fetch(addressOf(url, "/v1/widget"));
  if (!answer.ok) throw await refusedBy(answer);
  return (await answer.json()) as Widget;
}
