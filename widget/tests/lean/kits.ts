/** Our runtime and Preact, side by side. */
import * as preactSignals from "@preact/signals";
import * as preact from "preact";
import * as preactHooks from "preact/hooks";
import { jsx as preactJsx } from "preact/jsx-runtime";
import { vi } from "vitest";
import * as lean from "../../src/lean";

// biome-ignore lint/suspicious/noExplicitAny: two kits with types of their own, used alike
export type Kit = Record<string, any>;
export const OURS: Kit = lean;
export const THEIRS: Kit = { ...preact, ...preactHooks, ...preactSignals, jsx: preactJsx };

/** Once effects have run: time passes by the hand of the test, as long as the slower of the two waits for a frame. */
export async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(500);
}
