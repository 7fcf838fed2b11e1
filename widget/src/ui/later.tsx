/** What opens on an action: menus, lists and sheets over the room. Loaded on the first touch. */
import css from "../css/later.css?text";
import type { LaterParts } from "./context";
import { Banner } from "./later/banner";
import { Overlay } from "./later/overlay";

/** The styles of these parts, for the page or the sheet's shadow root that shows them. */
export function dress(root: DocumentOrShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

export const part: LaterParts = { Overlay, Banner };
