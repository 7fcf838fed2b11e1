/** States of the workspace's inbox: why rows stand where they stand, what is offered, empty views, keys, the team. */
import type { Row } from "../src/desk/inbox/row";
import { heldBy, row } from "../tests/desk/rows";
import { AGENT, busy, call, last, load, ME, named, offered, pointsAt, works } from "./deskrooms";
import { type Calls, no } from "./deskstage";
import type { Stage } from "./stage";
import { type State, statesOf } from "./state";
import { settle } from "./timers";

const LISTS: readonly State[] = statesOf(
  "workspace",
  ["desk-inbox", "why each room stands where it stands", (stage) => works(stage, { rows: busy() })],
  [
    "desk-inbox-names",
    "names that are long, run the other way, or are more than letters",
    (stage) => works(stage, { rows: named() }),
  ],
  [
    "desk-inbox-moved",
    "that rows moved, while one points at them",
    async (stage) => {
      await works(stage, { rows: busy().slice(0, 9) });
      await pointsAt(stage, { rows: [], gone: ["1041"] });
    },
  ],
  [
    "desk-inbox-offer",
    "a room that is offered, and that somebody else was faster",
    async (stage) => {
      const late = { "POST /v1/desk/rooms/1060/acts": no("taken", 409) };
      await works(stage, { rows: [offered(), ...busy().slice(0, 3)], place: "view=mine", calls: late });
      await stage.press(".offer .primary");
    },
  ],
  [
    "desk-inbox-filter",
    "what narrows the list",
    async (stage) => {
      await works(stage, { rows: busy() });
      await stage.press(".narrow-open");
      const kind = (await stage.find("select", 2)) as HTMLSelectElement;
      kind.value = "order";
      kind.dispatchEvent(new Event("change", { bubbles: true }));
      await settle();
    },
  ],
  [
    "desk-inbox-none-found",
    "that no room fits",
    async (stage) => {
      await works(stage, { rows: busy() });
      await stage.type("zebra", "#inbox-seek");
    },
  ],
  ["desk-inbox-coming", "that the rooms are on their way", (stage) => works(stage, { silent: true })],
);

const EMPTY: readonly State[] = statesOf(
  "workspace",
  [
    "desk-empty-mine",
    "where rooms are that nobody has",
    (stage) => works(stage, { rows: [row("1", { last: last(1) })], place: "view=mine" }),
  ],
  [
    "desk-empty-team",
    "what will stand in the team's list",
    (stage) =>
      works(stage, { rows: [row("1", { held: heldBy("s_mika"), last: last(1) })], place: "view=team" }),
  ],
  [
    "desk-empty-unassigned",
    "that nobody waits, and where the team's rooms are",
    (stage) =>
      works(stage, {
        rows: [row("1", { held: heldBy("s_mika"), needs: ["team:night"], last: last(1) })],
        place: "view=unassigned",
      }),
  ],
  [
    "desk-empty-all",
    "that there is no open room, and how to be offered some",
    (stage) =>
      works(stage, { calls: { "GET /v1/desk/me": { status: 200, body: { ...AGENT, state: "away" } } } }),
  ],
  ["desk-empty-setup", "that the next step is the website", (stage) => works(stage, {})],
);

const permitted = (permission: string | null): void => {
  const value = permission === null ? undefined : Object.assign(() => undefined, { permission });
  Object.defineProperty(window, "Notification", { value, configurable: true });
};

const alerts = async (stage: Stage, permission: string | null, quiet: number): Promise<void> => {
  permitted(permission);
  await works(stage, { place: "alerts" });
  for (let i = 0; i < quiet; i += 1) for (const key of ["s", "q"]) await stage.key(key, ".alerts");
};

const LEAVING: Calls = {
  "PUT /v1/desk/me": no("rooms_open", 409),
  "GET /v1/desk/staff": { status: 200, body: { staff: [{ user: "s_mika", name: "Mika", role: "agent" }] } },
  "GET /v1/desk/teams": { status: 200, body: { teams: [{ id: "night", name: "Night shift" }] } },
};

/** Chooses what one takes. */
async function says(stage: Stage, state: string): Promise<void> {
  const select = (await stage.find(".own select")) as HTMLSelectElement;
  select.value = state;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await stage.find(".leaving");
}

const FRAME: readonly State[] = statesOf(
  "workspace",
  [
    "desk-room",
    "a room beside the list",
    (stage) => works(stage, { rows: busy(), place: "view=all&room=1038&side" }),
  ],
  [
    "desk-palette",
    "everything that can be done, with its key",
    async (stage) => {
      await works(stage, { rows: [offered(), ...busy().slice(0, 6)], place: "view=all&room=1038" });
      await pointsAt(stage, { rows: [], gone: ["1041", "1038"] });
      await stage.key("?", ".desk");
    },
  ],
  [
    "desk-palette-none",
    "that nothing has that name",
    async (stage) => {
      await works(stage, {});
      await stage.press(".bar-find");
      await stage.type("zzz", ".palette-sought");
    },
  ],
  [
    "desk-leaving",
    "what becomes of one's rooms is asked",
    async (stage) => {
      const rows = [row("1048", { held: heldBy(ME.user), last: last(8) })];
      await works(stage, { rows, calls: LEAVING });
      await says(stage, "offline");
      await stage.press(".leaving input", 1);
    },
  ],
  [
    "desk-leaving-many",
    "the same of several, which go to a team",
    async (stage) => {
      const rows = ["1048", "1049"].map((room) => row(room, { held: heldBy(ME.user), last: last(8) }));
      await works(stage, { rows, calls: LEAVING });
      await says(stage, "offline");
      await stage.press(".leaving input", 2);
    },
  ],
  [
    "desk-menu",
    "where one can go",
    async (stage) => {
      await works(stage, { rows: busy() });
      await stage.press(".menu-open");
    },
  ],
  [
    "desk-path-lost",
    "that there is no connection, and what is kept",
    async (stage) => {
      await works(stage, { rows: busy() });
      await stage.loses();
    },
  ],
  [
    "desk-path-none",
    "that the server has not answered yet",
    async (stage) => {
      stage.wire.reply = () => [];
      await works(stage, { silent: true });
      stage.wire.reply = () => [];
      await stage.loses();
    },
  ],
  ["desk-alerts", "what sounds, and that nothing does now", (stage) => alerts(stage, "default", 1)],
  ["desk-alerts-denied", "that the browser shows none", (stage) => alerts(stage, "denied", 2)],
  ["desk-alerts-none", "that the browser knows none", (stage) => alerts(stage, null, 0)],
);

const team = (stage: Stage, load: unknown, rows: readonly Row[] = []): Promise<void> =>
  works(stage, { place: "team", rows, calls: { "GET /v1/desk/load": { status: 200, body: load } } });

const TEAM: readonly State[] = statesOf(
  "workspace",
  [
    "desk-team",
    "who has how much, and a room that was given to somebody",
    async (stage) => {
      const rows = [row("1041", { ...call(4, "missing"), held: heldBy("s_mika"), last: last(4) })];
      const taken = { "POST /v1/desk/rooms/1041/acts": { status: 201, body: {} } };
      await works(stage, { place: "team", rows, calls: taken });
      await stage.press(".team-open");
      const select = (await stage.find(".theirs select")) as HTMLSelectElement;
      select.value = "s_rie";
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await settle();
    },
  ],
  [
    "desk-team-one",
    "that one room waits, and somebody has none",
    async (stage) => {
      await team(stage, load(1));
      await stage.press(".team-open");
    },
  ],
  [
    "desk-team-none",
    "that nobody has come to work",
    (stage) => team(stage, { agents: [], queue: { waiting: 0, longest_wait_since: null } }),
  ],
  [
    "desk-team-old",
    "that the figures are not fresh",
    (stage) => works(stage, { place: "team", calls: { "GET /v1/desk/load": no("unavailable", 503) } }),
  ],
);

export const DESK_INBOX: readonly State[] = [...LISTS, ...EMPTY, ...FRAME, ...TEAM];
