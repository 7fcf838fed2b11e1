/** Files in a room: chosen, on their way up, shown. Loaded when one is asked for, handed over, or in view. */
import css from "../css/files.css?text";
import type { FilesParts } from "./context";
import { dressed } from "./dressed";
import { FileView } from "./fileview";
import { WhyNot } from "./onitsway";
import { Tray } from "./tray";

export const part: FilesParts = { Tray, FileView, WhyNot };
export const dress = dressed(css);
