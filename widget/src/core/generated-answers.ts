/** What the server answers over HTTP. Made by `make wire` from the server; a test fails when this is stale. */

import type { Participant } from "./generated-pieces";

/** Where one file can be fetched without a header, until when. */
export interface FileLink {
  url: string;
  exp: string;
}

/** Whom the caller has muted, by id. */
export interface MuteList {
  mutes: string[];
}

/** Participants in the order they came, also those who left within the caller's window; `next` as in `RoomList`. */
export interface People {
  participants: Participant[];
  next: string | null;
}

/** What the widget says first: words in every language, the operator's policy, one-tap phrases, reasons for help. */
export interface Widget {
  name: string;
  greeting: Record<string, string>;
  policy: string | null;
  retention_days: number | null;
  typical_minutes: number | null;
  languages: string[];
  phrases: ShownPhrase[];
  reasons: Record<string, Record<string, string>>;
}

/** A quick phrase: who may say it, when it helps, its words, its parameters. */
export interface ShownPhrase {
  id: string;
  roles: string[];
  stages: string[];
  texts: Record<string, string>;
  params: string[];
}
