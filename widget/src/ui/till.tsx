/** What only merchants have: the board of all their orders, and requests to accept or decline. */
import { type JSX, render } from "preact";
import css from "../css/till.css?text";
import type { BoardParts, ExtraParts, TillParts } from "./context";
import { dressed } from "./dressed";
import { Board } from "./till/board";
import { Requests } from "./till/requests";

export const dress = dressed(css);

function Extra({ what }: ExtraParts): JSX.Element | null {
  return what === "dock" ? <Requests /> : null;
}

/** The whole page is the board; a page around it finds the session here. */
function open(given: BoardParts, root: Element): void {
  document.body.classList.replace("page-merchant", "page-till");
  Object.assign(window, { parley: { client: given.client } });
  render(<Board {...given} />, root);
}

export const part: TillParts = { open, Extra };
