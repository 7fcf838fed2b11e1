/** What only drivers have: all their orders, the way to the next, photo and voice. Loaded beside the first order. */
import type { JSX } from "preact";
import css from "../css/driver.css?text";
import type { DriverParts, ExtraParts } from "./context";
import { dressed } from "./dressed";
import { Next } from "./driver/next";
import { Orders } from "./driver/orders";
import { Photo } from "./driver/photo";
import { Voice } from "./driver/voice";

export const dress = dressed(css);

function Extra({ what, text }: ExtraParts): JSX.Element | null {
  if (what === "top") return <Orders />;
  if (what === "photo") return <Photo />;
  if (what === "voice") return text ? <Voice text={text} /> : null;
  return <Next over={what === "over"} />;
}

export const part: DriverParts = { Extra };
