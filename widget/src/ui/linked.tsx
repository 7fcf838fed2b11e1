/** A text with its addresses as links that can be trusted to lead where they say. Loaded when one is in view. */
import type { JSX } from "preact";
import css from "../css/linked.css?text";
import type { LinkParts } from "./context";
import { dressed } from "./dressed";
import { piecesOf } from "./links";

function Linked({ text }: { text: string }): JSX.Element {
  return (
    <>
      {piecesOf(text).map((piece, i) =>
        typeof piece === "string" ? (
          piece
        ) : (
          <span key={i}>
            <a href={piece.href} dir="ltr" target="_blank" rel="noopener noreferrer nofollow ugc">
              {piece.text}
            </a>
            {piece.host && <span class="real-host"> ({piece.host})</span>}
          </span>
        ),
      )}
    </>
  );
}

export const part: LinkParts = { Linked };
export const dress = dressed(css);
