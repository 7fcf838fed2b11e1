/** What was done with a room at the desk, in one sentence: as the staff lane tells it. Pure. */
import type { DeskEntry } from "../../core/generated-entries";
import type { Words } from "../../ui/words";
import { whenText } from "./moments";

export interface Telling {
  readonly words: Words;
  readonly now: number;
  nameOf(user: string | null | undefined): string;
}

interface Said {
  readonly by: string | null;
  readonly body: Omit<DeskEntry["body"], "act"> & {
    readonly act: string;
    readonly due_at?: string | null;
    readonly user?: string;
  };
}
type Body = Said["body"];

/** One sentence for each act. */
const LINES: Readonly<Record<string, (said: Said, told: Telling) => string>> = {
  offered: ({ body }, { words, nameOf }) => words.t("deskroom_line_offered", { name: nameOf(body.agent) }),
  accepted: ({ by }, { words, nameOf }) => words.t("deskroom_line_took", { name: nameOf(by) }),
  declined: ({ by, body }, told) =>
    back(told.words.t("deskroom_line_declined", { name: told.nameOf(by) }), body, told),
  lapsed: ({ body }, told) => back(told.words.t("deskroom_line_lapsed"), body, told),
  assigned: ({ by, body }, told) => assigned(by, body, told),
  released: ({ by }, { words, nameOf }) => words.t("deskroom_line_released", { name: nameOf(by) }),
  handed: ({ by, body }, told) => handed(told.nameOf(by), body, told),
  marked: ({ by, body }, told) => marked(told.nameOf(by), body, told),
  woken: (_, { words }) => words.t("deskroom_line_woken"),
  silenced: ({ by, body }, { words, nameOf }) =>
    words.t("deskroom_line_silenced", { name: nameOf(by), who: nameOf(body.user) }),
  heard: ({ by, body }, { words, nameOf }) =>
    words.t("deskroom_line_heard", { name: nameOf(by), who: nameOf(body.user) }),
  spam: ({ by }, { words, nameOf }) => words.t("deskroom_line_spam", { name: nameOf(by) }),
  not_spam: ({ by }, { words, nameOf }) => words.t("deskroom_line_not_spam", { name: nameOf(by) }),
};

export function deskLine(said: Said, told: Telling): string {
  const { words, nameOf } = told;
  const line = LINES[said.body.act];
  if (line) return line(said, told);
  return words.t("deskroom_line_other", { name: nameOf(said.by), act: said.body.act.replaceAll("_", " ") });
}

/** What ends without an answer is again whose it was. */
function back(text: string, { agent, state }: Body, { words, nameOf }: Telling): string {
  if (state !== "assigned" || !agent) return text;
  return `${text} ${words.t("deskroom_line_back", { name: nameOf(agent) })}`;
}

function assigned(by: string | null, { agent }: Body, { words, nameOf }: Telling): string {
  // Who is assigned what they had been assigned before is not named again.
  const name = nameOf(agent ?? by);
  if (by === null) return words.t("deskroom_line_answered", { name });
  if (agent === undefined || agent === by) return words.t("deskroom_line_took", { name });
  return words.t("deskroom_line_gave", { name: nameOf(by), to: name });
}

function handed(name: string, { agent, team, note }: Body, { words, nameOf }: Telling): string {
  const text = team
    ? words.t("deskroom_line_handed_team", { name, team })
    : words.t("deskroom_line_handed", { name, to: nameOf(agent) });
  return note ? words.t("deskroom_line_note", { text, note }) : text;
}

/** Several things may have been noted at once: each is told. */
function marked(name: string, body: Body, told: Telling): string {
  const { words } = told;
  const parts = [priority(body, words), labels(body, words), hold(body, told), due(body, told)].filter(
    Boolean,
  );
  if (parts.length === 0) return words.t("deskroom_line_noted", { name });
  return words.t("deskroom_line_marked", { name, what: parts.join(" · ") });
}

function priority({ priority: level }: Body, words: Words): string {
  if (level === undefined) return "";
  if (level === null) return words.t("deskroom_no_priority");
  return words.t("deskroom_priority_is", { level: words.maybe(`deskroom_priority_${level}`, level) });
}

function labels({ labels: all }: Body, words: Words): string {
  if (all === undefined) return "";
  return all.length === 0
    ? words.t("deskroom_no_labels")
    : words.t("deskroom_labels_are", { all: all.join(", ") });
}

function hold({ hold: what, wake_at: at }: Body, { words, now }: Telling): string {
  if (at) return words.t("deskroom_snoozed_until", { when: whenText(at, words, now) });
  if (what === undefined) return "";
  return words.t(what === "pending" ? "deskroom_is_pending" : "deskroom_not_put_off");
}

function due({ due_at: at }: Body, { words, now }: Telling): string {
  if (at === undefined) return "";
  if (at === null) return words.t("deskroom_no_due");
  return words.t("deskroom_due_at", { when: whenText(at, words, now) });
}
