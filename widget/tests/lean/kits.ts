/** Our runtime and Preact, side by side. */
import * as preactSignals from "@preact/signals";
import * as preact from "preact";
import * as preactHooks from "preact/hooks";
import { jsx as preactJsx } from "preact/jsx-runtime";
import * as lean from "../../src/lean";

// biome-ignore lint/suspicious/noExplicitAny: two kits with types of their own, used alike
export type Kit = Record<string, any>;
export const OURS: Kit = lean;
export const THEIRS: Kit = { ...preact, ...preactHooks, ...preactSignals, jsx: preactJsx };

/** Once effects have run: turn after turn, so that a machine that stalls stalls both alike. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve, 6));
}
