/** Opens the keeper of this browser. Pages load this when the first room can be read. */
import { browserDevice } from "../net/browser-device";
import { DeviceKeeper } from "./keeper";
import type { OpenKeeper } from "./sender";

export const openKeeper: OpenKeeper = async (parts) => new DeviceKeeper(parts, await browserDevice()).begin();
