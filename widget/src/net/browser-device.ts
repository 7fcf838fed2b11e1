/** The device behind a page: IndexedDB, other tabs, uploads; what is missing is done without. */
import { alone, type Device, type Jots, memoryStore } from "./device";
import { indexedStore } from "./indexed";
import { jotted, storageMark, wipeJots } from "./jots";
import { unjot } from "./mark";
import { browserTabs } from "./tabs";
import { upload } from "./uploading";

const JOTS: Jots = { all: jotted, drop: unjot, wipe: wipeJots };

/** Where nothing can be kept, each page has its own outbox and no turn to wait for; read marks are shared all the same. */
export async function browserDevice(): Promise<Device> {
  try {
    return { store: await indexedStore(indexedDB, storageMark), jots: JOTS, openTabs: browserTabs, upload };
  } catch {
    const store = memoryStore();
    if (typeof document === "undefined") return { store, jots: JOTS, openTabs: alone, upload };
    const openTabs: typeof browserTabs = (...from) => ({ ...browserTabs(...from), lead: (held) => held() });
    return { store, jots: JOTS, openTabs, upload };
  }
}
