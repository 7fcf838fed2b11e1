/** What opens on an action (menus, lists and sheets over the room), and what seldom stands in it. Loaded on the first touch. */
import css from "../css/later.css?text";
import type { LaterParts } from "./context";
import { dressed } from "./dressed";
import { Gone } from "./gone";
import { Answer } from "./later/answer";
import { Banner } from "./later/banner";
import { Called } from "./later/called";
import { DraftBar } from "./later/draft";
import { Failed } from "./later/failed";
import { Line } from "./later/line";
import { Muted } from "./later/muted";
import { NoWrite } from "./later/nowrite";
import { Overlay } from "./later/overlay";
import { Slowed } from "./later/slowed";
import { Status } from "./later/status";
import { Tally } from "./later/tally";
import { Undone } from "./later/undone";

/** The styles of these parts, for the page or the sheet's shadow root that shows them. */
export const dress = dressed(css);

export const part: LaterParts = {
  Overlay,
  Banner,
  Called,
  Status,
  Line,
  Tally,
  Failed,
  DraftBar,
  Undone,
  Answer,
  NoWrite,
  Gone,
  Muted,
  Slowed,
};
