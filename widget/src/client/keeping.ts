/** Opens the keeper of this browser. Pages load this when the first room can be read. */
import { browserDevice } from "../net/browser-device";
import { sweepIndexed } from "../net/indexed";
import { sweepStorage } from "../net/mark";
import { DeviceKeeper } from "./keeper";
import type { OpenKeeper } from "./sender";

export const openKeeper: OpenKeeper = async (parts) => new DeviceKeeper(parts, await browserDevice()).begin();

/** Somebody logged out who is not known any more: nothing of anybody stays on this device. */
export async function sweep(): Promise<void> {
  sweepStorage();
  await sweepIndexed(indexedDB).catch(() => undefined);
}
