/** What opens on an action: menus, lists and sheets over the room. Loaded on the first touch. */
import css from "../css/later.css?text";
import type { LaterParts } from "./context";
import { dressed } from "./dressed";
import { Banner } from "./later/banner";
import { Overlay } from "./later/overlay";

/** The styles of these parts, for the page or the sheet's shadow root that shows them. */
export const dress = dressed(css);

export const part: LaterParts = { Overlay, Banner };
