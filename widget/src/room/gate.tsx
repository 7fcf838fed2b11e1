/** The page before an invitation is opened: who comes in, where to, and one large key; nothing opens by itself. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { HttpRefused } from "../client/http";
import type { Invitation, Looked } from "../client/invitation";
import { roleWord } from "../ui/context";
import { Gone } from "../ui/gone";
import { RoleShape } from "../ui/shapes";
import { Bones } from "../ui/states";
import type { Words } from "../ui/words";
import { Ways } from "./ways";

export interface GateParts {
  readonly invitation: Invitation;
  readonly words: Words;
  /** What lists call this device. */
  readonly label: string;
  readonly opened: () => void;
}

type Step = "looking" | "ready" | "opening" | "away" | "often";

export function Gate({ invitation, words, label, opened }: GateParts): JSX.Element {
  const step = useSignal<Step>("looking");
  const looked = useSignal<Looked | null>(null);
  const why = useSignal("");
  const failed = (problem: unknown): void => {
    const code = problem instanceof HttpRefused ? problem.code : "";
    if (LASTING.test(code)) why.value = code;
    else step.value = code === "rate_limited" ? "often" : "away";
  };
  const look = (): void => {
    step.value = "looking";
    invitation.look().then((told) => {
      looked.value = told;
      step.value = "ready";
      // Whoever made it has just touched a key for it.
      if (invitation.own) open();
    }, failed);
  };
  const open = (): void => {
    step.value = "opening";
    invitation.open(label).then(opened, failed);
  };
  useEffect(() => {
    look();
    const stop = new AbortController();
    addEventListener("online", () => step.peek() === "away" && look(), { signal: stop.signal });
    return () => stop.abort();
  }, []);
  if (why.value)
    return (
      <Gone why={why.value} words={words}>
        <Ways why={why.value} invitation={invitation} words={words} />
      </Gone>
    );
  if (step.value === "away" || step.value === "often") return <Away {...{ words, step: step.value, look }} />;
  if (!looked.value || invitation.own)
    return (
      <>
        <h1 class="sr-only">{words.t("invite_title")}</h1>
        <Bones words={words} />
      </>
    );
  return <Door looked={looked.value} words={words} busy={step.value === "opening"} open={open} />;
}

const LASTING = /^(invite_\w+|not_found|forbidden)$/;

interface DoorParts {
  looked: Looked;
  words: Words;
  busy: boolean;
  open: () => void;
}

function Door({ looked: { name, role, subject }, words, busy, open }: DoorParts): JSX.Element {
  const who = { name, role: roleWord(words, role) };
  return (
    <section class={`gate role-${role}`} dir={words.dir}>
      <RoleShape role={role} />
      <h1 dir="auto">{subject || words.t(role === "driver" ? "orders" : "invite_title")}</h1>
      <p>{words.t("invite_what")}</p>
      <button type="button" class="primary" disabled={busy} onClick={open}>
        {words.t(busy ? "invite_opening" : "invite_open", who)}
      </button>
      <p class="gate-note">{words.t("invite_note", who)}</p>
    </section>
  );
}

function Away({
  words,
  step,
  look,
}: {
  words: Words;
  step: "away" | "often";
  look: () => void;
}): JSX.Element {
  return (
    <section class="gate" role="status" dir={words.dir}>
      <h1>{words.t(`invite_${step}`)}</h1>
      <p>{words.t(`invite_${step}_text`)}</p>
      <button type="button" class="primary" onClick={look}>
        {words.t("try_now")}
      </button>
    </section>
  );
}
