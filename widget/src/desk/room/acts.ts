/** What can be done with the room that is open, each by a key: when it can be, and what it does. */
import { useLayoutEffect } from "preact/hooks";
import type { Words } from "../../ui/words";
import { type Act, type Acted, act, setStatus, stepIn, stepOut } from "./calls";
import type { Case, Question } from "./case";
import type { Deed } from "./deed";
import { type ActName, KEYS } from "./keys";
import type { Action, Actions } from "./place";
import { PRIORITIES } from "./tended";

/** Whether others' rooms may be taken and given, the server says; here it decides what is offered. */
const inCharge = ({ office }: Case): boolean => office.me.can.includes("assign");

const stands = (held: Case, ...which: readonly string[]): boolean =>
  which.includes(held.standing.value ?? "");

/** What the staff lane tells of: it is done once it stands there. */
const noted = (held: Case, what: () => Act): Pick<Deed, "does" | "seen"> => ({
  does: () => act(held.office.client, held.id, what()),
  seen: (told) => held.shows(told as Acted),
});

function whose(held: Case, words: Words): Deed[] {
  return [
    {
      name: "take",
      label: words.t("deskroom_take"),
      ...noted(held, () => ({ act: "assign" })),
      when: () => stands(held, "nobody", "offered", "team") || (stands(held, "theirs") && inCharge(held)),
    },
    {
      name: "accept",
      label: words.t("deskroom_accept"),
      ...noted(held, () => ({ act: "accept" })),
      when: () => stands(held, "asked"),
    },
    {
      name: "decline",
      label: words.t("deskroom_decline"),
      ...noted(held, () => ({ act: "decline" })),
      when: () => stands(held, "asked"),
    },
    {
      name: "hand",
      label: words.t("deskroom_hand"),
      opens: () => asks(held, "hand"),
      when: () => stands(held, "mine") || (stands(held, "theirs", "nobody") && inCharge(held)),
    },
    {
      name: "release",
      label: words.t("deskroom_release"),
      ...noted(held, () => ({ act: "release" })),
      when: () => stands(held, "mine") || (stands(held, "theirs") && inCharge(held)),
    },
  ];
}

function asks(held: Case, what: Question): void {
  held.refused.value = null;
  held.question.value = { what };
}

/** In and out: the same key, whichever it is now. */
function presence(held: Case, words: Words): Deed[] {
  const { client, me } = held.office;
  const goes = (go: typeof stepIn, into: "all" | "staff") => async (): Promise<void> => {
    await go(client, held.id, me);
    held.choose(into);
  };
  return [
    {
      name: "join",
      label: words.t("deskroom_join"),
      does: goes(stepIn, "all"),
      seen: () => held.takesPart.value !== false,
      when: () => held.takesPart.value === false,
    },
    {
      name: "join",
      label: words.t("deskroom_step_out"),
      does: goes(stepOut, "staff"),
      seen: () => held.takesPart.value !== true,
      when: () => held.takesPart.value === true,
    },
  ];
}

function ends(held: Case, words: Words): Deed[] {
  const is = (status: string) => (): boolean => held.room.state.value.status === status;
  const to = (status: "open" | "resolved"): Pick<Deed, "does" | "seen"> => ({
    does: () => setStatus(held.office.client, held.id, status),
    seen: is(status),
  });
  return [
    { name: "resolve", label: words.t("deskroom_resolve"), ...to("resolved"), when: is("open") },
    { name: "resolve", label: words.t("deskroom_reopen"), ...to("open"), when: is("resolved") },
    {
      name: "dismiss",
      label: words.t("help_dismiss"),
      does: async () => held.room.withdrawHelp(),
      seen: () => held.room.state.value.waiting === null,
      when: () => held.room.state.value.waiting !== null,
    },
  ];
}

function notes(held: Case, words: Words): Deed[] {
  const ready = (): boolean => held.tended.value !== null;
  return [
    {
      name: "snooze",
      label: words.t("deskroom_snooze"),
      opens: () => asks(held, "snooze"),
      when: () => ready() && held.tended.value?.hold === null,
    },
    {
      name: "snooze",
      label: words.t("deskroom_wake"),
      ...noted(held, () => ({ act: "wake" })),
      when: () => ready() && held.tended.value?.hold !== null,
    },
    { name: "label", label: words.t("deskroom_label"), opens: () => asks(held, "labels"), when: ready },
    { name: "due", label: words.t("deskroom_due"), opens: () => asks(held, "due"), when: ready },
    {
      name: "priority",
      label: words.t("deskroom_priority_next"),
      ...noted(held, () => ({ act: "mark", priority: nextPriority(held.tended.peek()?.priority ?? "") })),
      when: ready,
    },
  ];
}

/** None, low, … urgent, none. */
export function nextPriority(now: string): string {
  const all: readonly string[] = ["", ...PRIORITIES];
  return all[(all.indexOf(now) + 1) % all.length] ?? "";
}

export function deedsOf(held: Case, words: Words): Deed[] {
  return [...whose(held, words), ...presence(held, words), ...ends(held, words), ...notes(held, words)];
}

/** Writing to one audience or the other; from within the box one key changes it. */
function writing(held: Case, words: Words, focus: () => void): Deed[] {
  const write = (audience: "all" | "staff"): void => {
    held.choose(audience);
    // Once the box wears its clothes.
    requestAnimationFrame(focus);
  };
  const when = (): boolean => held.mayNote;
  return [
    { name: "write", label: words.t("deskroom_write"), opens: () => write("all"), when: () => true },
    { name: "note", label: words.t("deskroom_note"), opens: () => write("staff"), when },
    {
      name: "audience",
      label: words.t("deskroom_audience_other"),
      opens: () => write(held.audience.peek() === "all" ? "staff" : "all"),
      when,
    },
  ];
}

/** All that has a key where a room is open; `focus` leads to the box in which one writes. */
export function actionsOf(held: Case, words: Words, focus: () => void): Action[] {
  const deeds = [...deedsOf(held, words), ...writing(held, words, focus)];
  return deeds.map(({ name, label, when }, at) => ({
    id: `room.${name}.${at}`,
    key: KEYS[name],
    label,
    run: () => held.press(name, meaning(deeds, name)),
    when,
    once: true,
  }));
}

/** What a key means when its turn comes. */
const meaning = (deeds: readonly Deed[], name: ActName) => (): Deed | undefined =>
  deeds.find((one) => one.name === name && one.when());

/** Nothing yet, but perhaps once what is under way is done, or the room is known: then they have their turn. */
function sparesOf(held: Case, words: Words): Action[] {
  const deeds = deedsOf(held, words);
  return [...new Set(deeds.map(({ name }) => name))].map((name) => ({
    id: `room.${name}.spare`,
    key: KEYS[name],
    label: "",
    run: () => held.press(name, meaning(deeds, name)),
    when: () => held.busy.value || !held.known.value,
    spare: true,
    once: true,
  }));
}

/** Into the box; where there is none, to what opens one. */
function intoBox(): void {
  const dock = document.querySelector(".desk-room .dock");
  const to =
    dock?.querySelector<HTMLElement>("textarea") ?? dock?.querySelector<HTMLElement>(".join-bar button");
  to?.focus();
}

export const roomKeys = (held: Case, words: Words, focus: () => void): Action[] => [
  ...actionsOf(held, words, focus),
  ...sparesOf(held, words),
];

/** While the column stands on the page its acts have their keys: from the moment it does. */
export function useKeys(held: Case, words: Words, actions: Actions): void {
  useLayoutEffect(() => actions.register(roomKeys(held, words, intoBox)), [held]);
}
