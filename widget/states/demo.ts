/** States of the demo's own pages; the rooms in them are those of the other states. */
import { type State, statesOf } from "./state";

export const DEMO: readonly State[] = statesOf(
  "demo",
  ["demo-opening", "that the order is being placed", (stage) => stage.demo("demo", null)],
  [
    "demo-failed",
    "that the demo's server does not answer",
    (stage) => stage.demo("demo", { status: 503, body: {} }),
  ],
  ["demo-shop-lost", "that the shop's page belongs to the demo", (stage) => stage.demo("shop", null)],
);
