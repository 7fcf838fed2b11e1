/** What the keys of the workspace do; the room has its own beside these. */
import { VIEWS } from "./inbox/filters";
import { move } from "./inbox/list";
import { answer, offerOf } from "./inbox/offers";
import { titleOf } from "./inbox/said";
import type { Action } from "./keys/actions";
import { START } from "./route";
import { waysOf } from "./topbar";
import type { AgentState, Work } from "./work";

const VIEW_KEYS = { mine: "g m", team: "g t", unassigned: "g u", all: "g a" } as const;
const STATE_KEYS: readonly (readonly [AgentState, string])[] = [
  ["online", "s o"],
  ["busy", "s b"],
  ["away", "s a"],
  ["offline", "s x"],
];
const PAGE_KEYS = ["g s", "g l", "g n", "g d"] as const;
/** As many rooms as a search adds to the actions. */
const MOST_ROOMS = 6;

/** Answers whether there was a row to go to. */
function intoRows(): boolean {
  const row = document.querySelector<HTMLElement>('.inbox-rows [tabindex="0"]');
  row?.focus({ preventScroll: true });
  return row !== null;
}

/** The keyboard goes into the list, to the row at which it stood: at once, for the next key may come before a frame is drawn. */
function intoList(work: Work, by: number): void {
  if (work.route.peek().at !== "inbox") work.go({ ...START, view: work.inbox.view });
  const there = intoRows();
  move(work, by);
  if (!there) requestAnimationFrame(intoRows);
}

const inInbox = (work: Work) => (): boolean => work.route.peek().at === "inbox";
const inRoom = (work: Work) => (): boolean => work.room !== null;

function moves(work: Work): Action[] {
  const { words } = work;
  const offered = (): boolean => offerOf(work) !== null;
  const next = (by: number) => (): void => {
    move(work, by);
    work.open(work.at.peek());
  };
  return [
    { id: "inbox.next", key: "j", label: words.t("desk_key_next"), run: () => intoList(work, 1) },
    { id: "inbox.previous", key: "k", label: words.t("desk_key_previous"), run: () => intoList(work, -1) },
    { id: "inbox.open_next", key: "J", label: words.t("desk_key_open_next"), run: next(1) },
    { id: "inbox.open_previous", key: "K", label: words.t("desk_key_open_previous"), run: next(-1) },
    {
      id: "inbox.apply",
      key: ".",
      label: words.t("desk_key_apply"),
      run: () => work.inbox.apply(),
      when: () => work.inbox.moved.size > 0,
    },
    {
      id: "inbox.seek",
      key: "/",
      label: words.t("inbox_seek"),
      run: () => document.getElementById("inbox-seek")?.focus(),
      when: inInbox(work),
    },
    {
      id: "offer.accept",
      key: "a",
      label: words.t("inbox_offer_accept"),
      run: () => void answer(work, "accept"),
      when: offered,
    },
    {
      id: "offer.decline",
      key: "x",
      label: words.t("inbox_offer_decline"),
      run: () => void answer(work, "decline"),
      when: offered,
    },
    {
      id: "room.close",
      key: "Escape",
      label: words.t("desk_key_close"),
      run: () => work.open(null),
      when: inRoom(work),
    },
    { id: "room.side", key: "]", label: words.t("desk_side"), run: () => work.side(), when: inRoom(work) },
  ];
}

function places(work: Work): Action[] {
  const { words } = work;
  const views = VIEWS.map((view) => ({
    id: `view.${view}`,
    key: VIEW_KEYS[view],
    label: words.t("desk_key_view", { name: words.t(`inbox_view_${view}`) }),
    run: () => work.look(view),
  }));
  const states = STATE_KEYS.map(([state, key]) => ({
    id: `state.${state}`,
    key,
    label: words.t("desk_key_state", { name: words.t(`desk_state_${state}`) }),
    run: () => void work.say(state),
  }));
  const inbox = { id: "go.inbox", key: "g i", label: words.t("inbox"), run: () => intoList(work, 0) };
  return [inbox, ...views, ...pages(work), ...states];
}

/** The menu, by keys. Whoever may not see a page has no key for it. */
function pages(work: Work): Action[] {
  const { words } = work;
  const keys: Record<string, string> = {
    [words.t("desk_settings")]: PAGE_KEYS[0],
    [words.t("desk_team")]: PAGE_KEYS[1],
    [words.t("desk_alerts")]: PAGE_KEYS[2],
    [words.t("desk_own")]: PAGE_KEYS[3],
    [words.t("desk_sign_out")]: "g q",
  };
  return waysOf(work).map(([label, run]) => ({ id: `go.${keys[label]}`, label, run, ...key(keys[label]) }));
}

const key = (of: string | undefined): { key?: string } => (of ? { key: of } : {});

function rest(work: Work): Action[] {
  const { words, chosen } = work;
  const open = (): void => {
    work.palette.value = true;
  };
  return [
    { id: "palette", key: "mod+k", label: words.t("desk_actions"), run: open },
    { id: "keys", key: "?", label: words.t("desk_keys"), run: open },
    {
      id: "quiet",
      key: "s q",
      label: words.t("desk_quiet"),
      run: () => {
        const quiet = !chosen.now.peek().quiet;
        chosen.choose({ quiet });
        work.said.value = words.t(quiet ? "desk_quiet_on" : "desk_quiet_off");
      },
    },
  ];
}

export const keysOf = (work: Work): Action[] => [...moves(work), ...places(work), ...rest(work)];

/** Rooms by what is searched for: a palette is also the fastest way to a room. */
export function roomsFor(work: Work, sought: string): Action[] {
  const found: Action[] = [];
  const text = sought.trim().toLowerCase();
  for (const { row } of work.inbox.all) {
    const label = [titleOf(row, work.words), row.subject].filter(Boolean).join(" · ");
    if (!label.toLowerCase().includes(text)) continue;
    found.push({ id: `room ${row.room}`, label, run: () => work.open(row.room) });
    if (found.length === MOST_ROOMS) break;
  }
  return found;
}
