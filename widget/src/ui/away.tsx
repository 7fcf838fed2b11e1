/** What tells those who have left the page, and lets it open without a network. Loaded when it may be of use. */
import css from "../css/away.css?text";
import { Ask } from "./away/ask";
import { quiet } from "./away/push";
import type { AwayParts } from "./context";
import { dressed } from "./dressed";

export const dress = dressed(css);

export const part: AwayParts = { Ask, quiet };
