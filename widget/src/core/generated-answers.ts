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

/** What the widget says first: words in every language, the operator's policy, one-tap phrases, reasons for help.

    `open` while somebody answers; else `away` is what is said, and `opens_at` when somebody will, where that is known. */
export interface Widget {
  name: string;
  greeting: Record<string, string>;
  policy: string | null;
  retention_days: number | null;
  typical_minutes: number | null;
  languages: string[];
  kind: "order" | "support";
  colours: Colours | null;
  notice: Record<string, string> | null;
  away: Record<string, string> | null;
  open: boolean;
  opens_at: string | null;
  phrases: ShownPhrase[];
  reasons: Record<string, Record<string, string>>;
}

/** The colour of what one acts by, on light and on dark ground. */
export interface Colours {
  light: string;
  dark: string;
}

/** A quick phrase: who may say it, when it helps, its words, its parameters. */
export interface ShownPhrase {
  id: string;
  roles: string[];
  stages: string[];
  texts: Record<string, string>;
  params: string[];
}
