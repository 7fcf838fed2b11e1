/** Opens the keeper of this browser. Pages load this when somebody touches a room. */
import { browserDevice } from "../net/browser-device";
import { DeviceKeeper } from "./keeper";
import type { OpenKeeper } from "./sender";

export const openKeeper: OpenKeeper = async (parts) => new DeviceKeeper(parts, await browserDevice()).begin();
