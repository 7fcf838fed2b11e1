/** After one's first message: shall one be told of answers? One line, in its place, and never again after a no. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useShared } from "../context";
import { CloseButton } from "../icons";
import { describe, lend, onAppleTab } from "./install";
import { declined, pushKey, renew, subscribe, unasked } from "./push";
import { useWorker } from "./words";

type Step = "quiet" | "asks" | "busy" | "done" | "failed" | "home" | "ready";

export function Ask(): JSX.Element | null {
  const { client, room, words, entered } = useShared();
  const step = useSignal<Step>("quiet");
  const key = useSignal<string | null>(null);
  const wrote = useWrote();
  useWorker();
  useEffect(() => {
    if (!entered) return;
    describe(words.lang);
    void renew(client, words.lang).catch(() => undefined);
  }, []);
  useEffect(() => {
    // Only an invitation opens the room again when a notification is touched.
    if (!wrote || !entered) return;
    if (onAppleTab()) step.value = "home";
    else if ("Notification" in window && unasked())
      void pushKey(client).then((now) => {
        key.value = now;
        if (now) step.value = "asks";
      });
  }, [wrote]);
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
  return <Line step={step.value} {...{ yes, no, home }} close={go("quiet")} />;
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
  yes: () => void;
  no: () => void;
  home: () => void;
  close: () => void;
}

function Line({ step, yes, no, home, close }: LineParts): JSX.Element | null {
  const { words, room } = useShared();
  if (step === "quiet") return null;
  if (step === "asks" || step === "busy")
    return (
      <div class="away" role="group">
        <p>{words.t("push_ask")}</p>
        <button type="button" class="secondary" onClick={no}>
          {words.t("push_no")}
        </button>
        <button type="button" class="primary" disabled={step === "busy"} onClick={yes}>
          {words.t("push_yes")}
        </button>
      </div>
    );
  const news = { news: words.t("push_news", { subject: room.state.value.subject }) };
  const said = {
    done: words.t("push_done", news),
    failed: words.t("push_failed"),
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
