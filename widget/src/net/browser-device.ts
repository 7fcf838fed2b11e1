/** The device behind a page: IndexedDB, other tabs, uploads; what is missing is done without. */
import { alone, type Device, memoryStore } from "./device";
import { indexedStore } from "./indexed";
import { storageMark } from "./mark";
import { browserTabs } from "./tabs";
import { upload } from "./uploading";

/** Where nothing can be kept, each page has its own outbox and no turn to wait for; read marks are shared all the same. */
export async function browserDevice(): Promise<Device> {
  try {
    return { store: await indexedStore(indexedDB, storageMark), openTabs: browserTabs, upload };
  } catch {
    const store = memoryStore();
    if (typeof document === "undefined") return { store, openTabs: alone, upload };
    const openTabs: typeof browserTabs = (...from) => ({ ...browserTabs(...from), lead: (held) => held() });
    return { store, openTabs, upload };
  }
}
