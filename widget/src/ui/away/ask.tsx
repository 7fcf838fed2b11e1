/** After one's first message, or while nobody is there to answer: shall one be told of answers? One line, in its place, and never again after a no. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useShared } from "../context";
import { CloseButton } from "../icons";
import { describe, lend, onAppleTab } from "./install";
import { declined, isDenied, pushKey, renew, subscribe, unasked } from "./push";
import { useWorker } from "./words";

type Step = "quiet" | "asks" | "busy" | "done" | "failed" | "denied" | "home" | "ready";

export function Ask(): JSX.Element | null {
  const { client, room, words, entered } = useShared();
  const step = useSignal<Step>("quiet");
  const key = useSignal<string | null>(null);
  const wrote = useWrote();
  const absent = useAbsent();
  const waits = absent || wrote;
  useWorker();
  useEffect(() => {
    if (!entered) return;
    describe(words.lang);
    void renew(client, words.lang, entered.own).catch(() => undefined);
  }, []);
  useEffect(() => {
    // Only an invitation opens the room again when a notification is touched.
    if (!waits || !entered) return;
    const { asks } = entered;
    const next = instead(asks);
    if (next !== "asks") step.value = next;
    else
      void pushKey(client).then((now) => {
        key.value = now;
        if (asks || now) step.value = now ? "asks" : "failed";
      });
  }, [waits]);
  const go = (next: Step) => (): void => {
    step.value = next;
  };
  const yes = (): void => {
    step.value = "busy";
    subscribe(client, key.peek() ?? "", words.lang).then(go("done"), go("failed"));
  };
  const no = (): void => {
    declined();
    step.value = "quiet";
  };
  const home = (): void => {
    lend({ ...(entered && { entered }), room });
    step.value = "ready";
  };
  return <Line step={step.value} {...{ absent, yes, no, home }} close={go("quiet")} />;
}

/** Shall it be asked, or is something else to be said? Whoever came for it is told also why it cannot be. */
function instead(came: boolean): Step {
  if (onAppleTab()) return "home";
  if (came && isDenied()) return "denied";
  return came || unasked() ? "asks" : "quiet";
}

/** Does one wait, and nobody will answer for a while? */
function useAbsent(): boolean {
  const { queue, waiting } = useShared().room.state.value;
  return waiting !== null && (queue?.state === "closed" || queue?.state === "later");
}

/** Has something that was written here, on this page, reached the server? */
function useWrote(): boolean {
  const { room } = useShared();
  const waited = useSignal(false);
  const wrote = useSignal(false);
  const box = room.outbox.value;
  const sends = box.some(({ state }) => state === "sending");
  const sent = waited.value && !sends && !box.some(({ state }) => state === "failed");
  useEffect(() => {
    if (sends) waited.value = true;
    if (sent) wrote.value = true;
  }, [sends, sent]);
  return wrote.value;
}

interface LineParts {
  step: Step;
  /** Is nobody there who will answer soon? */
  absent: boolean;
  yes: () => void;
  no: () => void;
  home: () => void;
  close: () => void;
}

function Line({ step, absent, yes, no, home, close }: LineParts): JSX.Element | null {
  const { words, room } = useShared();
  if (step === "quiet") return null;
  if (step === "asks" || step === "busy")
    return (
      <div class="away" role="group">
        <p>{words.t(absent ? "push_ask_back" : "push_ask")}</p>
        <button type="button" class="secondary" onClick={no}>
          {words.t("push_no")}
        </button>
        <button type="button" class="primary" disabled={step === "busy"} onClick={yes}>
          {words.t("push_yes")}
        </button>
      </div>
    );
  const { subject } = room.state.value;
  const told = { news: words.t("push_news", { subject }), back: words.t("push_back", { subject }) };
  const said = {
    done: words.t(absent ? "push_done_back" : "push_done", told),
    failed: words.t("push_failed"),
    denied: words.t("push_denied"),
    home: words.t("home_ask"),
    ready: words.t("home_ready"),
  };
  return (
    <div class="away" role="status">
      <p>{said[step]}</p>
      {step === "home" && (
        <button type="button" class="primary" onClick={home}>
          {words.t("home_yes")}
        </button>
      )}
      <CloseButton label={words.t("close")} act={close} />
    </div>
  );
}
