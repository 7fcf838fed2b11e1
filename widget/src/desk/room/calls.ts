/** What is asked of the server about a room: what staff do with it, who works here, what is ready to be said. */
import { type Asked, type Asker, ask } from "../../client/calls";
import { HttpRefused } from "../../client/http";
import { call, No } from "../calls";
import type { Canned } from "./canned";
import type { Named } from "./completing";
import type { Tended } from "./tended";

export type Act =
  | { readonly act: "accept" | "decline" | "release" | "wake" | "spam" | "not_spam" }
  | { readonly act: "silence" | "hear"; readonly user: string }
  | { readonly act: "assign"; readonly agent?: string }
  | { readonly act: "hand"; readonly to?: string; readonly team?: string; readonly note?: string }
  | ({ readonly act: "mark" } & Marks);

export interface Marks {
  readonly priority?: string;
  readonly labels?: readonly string[];
  readonly hold?: "" | "pending" | "snoozed";
  readonly wake_at?: string;
  readonly due_at?: string;
}

const at = (room: string): string => `/v1/rooms/${encodeURIComponent(room)}`;
const desk = (room: string): string => `/v1/desk/rooms/${encodeURIComponent(room)}`;
const post = (body: object): Asked => ({ method: "POST", body });

export const stands = (by: Asker, room: string): Promise<Tended> => ask(by, desk(room));
/** Where in the staff lane it stands. */
export interface Acted {
  readonly seq: number;
}
export const act = (by: Asker, room: string, what: Act): Promise<Acted> =>
  ask(by, `${desk(room)}/acts`, post(what));

/** Into the conversation and out of it, as the room's own door does it for everybody. */
export const stepIn = (by: Asker, room: string, me: Named): Promise<unknown> =>
  ask(by, `${at(room)}/participants/${encodeURIComponent(me.user)}`, {
    method: "PUT",
    body: { role: "agent", name: me.name },
  });
export const stepOut = (by: Asker, room: string, me: Named): Promise<unknown> =>
  ask(by, `${at(room)}/participants/${encodeURIComponent(me.user)}`, { method: "DELETE" });

export const setStatus = (by: Asker, room: string, status: "open" | "resolved"): Promise<unknown> =>
  ask(by, at(room), { method: "PATCH", body: { status } });

/** A side room of these and staff; the one they have already, if so. */
export const openLane = async (by: Asker, room: string, users: readonly string[]): Promise<string> =>
  (await ask<{ room: string }>(by, `${at(room)}/lanes`, post({ users }))).room;

/** Keeps somebody out of everything. */
export const ban = (user: string, reason: string): Promise<unknown> =>
  call("PUT", `/v1/desk/bans/${encodeURIComponent(user)}`, { reason });

export interface Team {
  readonly id: string;
  readonly name: string;
}

export const teamList = async (): Promise<readonly Team[]> =>
  (await call<{ teams: readonly Team[] }>("GET", "/v1/desk/teams")).teams;
export const staffList = async (): Promise<readonly Named[]> =>
  (await call<{ staff: readonly Named[] }>("GET", "/v1/desk/staff")).staff;
export const cannedList = async (): Promise<readonly Canned[]> =>
  (await call<{ canned: readonly Canned[] }>("GET", "/v1/desk/canned")).canned;

/** Why it was not done, as a code; `offline` where nobody answered. */
export function whyNot(problem: unknown): string {
  return problem instanceof HttpRefused || problem instanceof No ? problem.code : "offline";
}
