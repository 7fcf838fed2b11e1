/** The gallery: `#<name>&lang=en|ja|pseudo&theme=light|dark` shows one state; without a name, what there is. */
import { STATES } from "./catalogue";
import { Wire } from "./network";
import { marked, pseudo } from "./pseudo";
import { type Address, Stage } from "./stage";
import { StillClock } from "./timers";

function readAddress(fragment: string): Address & { name: string } {
  const [name = "", ...rest] = fragment.replace(/^#/, "").split("&");
  const fields = new URLSearchParams(rest.join("&"));
  const lang = (fields.get("lang") ?? "en") as Address["lang"];
  return { name, lang, theme: fields.get("theme") === "dark" ? "dark" : "light" };
}

/** Nothing of the state before this one is left on the device. */
async function cleanDevice(): Promise<void> {
  const nothingKept = localStorage.length === 0;
  localStorage.clear();
  sessionStorage.clear();
  // The outbox leaves a mark while it holds anything.
  if (nothingKept) return;
  const kept = await indexedDB.databases();
  await Promise.all(
    kept.map(
      ({ name = "" }) =>
        new Promise((gone) => {
          const asked = indexedDB.deleteDatabase(name);
          asked.onsuccess = asked.onerror = asked.onblocked = gone;
        }),
    ),
  );
}

async function show({ name, ...address }: ReturnType<typeof readAddress>): Promise<void> {
  const state = STATES.find((one) => one.name === name);
  if (!state) return showList();
  await cleanDevice();
  const wire = new Wire();
  const clock = new StillClock();
  const later = setTimeout.bind(globalThis);
  wire.wording = (strings) => marked(address.lang === "pseudo" ? pseudo(strings) : strings);
  Math.random = () => 0.5;
  const stage = new Stage(wire, clock, address, later);
  Object.assign(window, { stage });
  stage.enters(globalThis);
  await state.open(stage);
  // What stands in a room only seldom comes with a later part.
  await stage.pass(0);
  await stage.until(() => wire.loading === 0, "all strings");
  // Twice: what follows the scrolling is drawn a picture later.
  await stage.pass(0);
  await stage.pass(0);
  clock.release();
}

function showList(): void {
  const list = document.createElement("ul");
  for (const { name, surface, sees } of STATES) {
    const link = Object.assign(document.createElement("a"), { href: `#${name}`, textContent: name });
    const row = document.createElement("li");
    row.append(link, ` · ${surface} · ${sees}`);
    list.append(row);
  }
  document.body.append(list);
}

/** Says how it went where a test or a camera can see it. */
async function begin(): Promise<void> {
  const address = readAddress(location.hash);
  const here = location.hash;
  const around = frameElement;
  // A page in a frame keeps its link where it is; this one is to think that it stands alone.
  Object.defineProperty(window, "parent", { value: window });
  const { dataset } = document.documentElement;
  await show(address).then(
    () => {
      dataset.state = "shown";
    },
    (problem: unknown) => {
      dataset.state = "failed";
      dataset.why = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
    },
  );
  // The room page took its link away: the address says again which state this is.
  history.replaceState(null, "", here || "#");
  around?.dispatchEvent(new Event("state"));
  addEventListener("hashchange", () => location.reload());
}

void begin();
