/** A website's page tells nobody once it is closed: so the conversation goes on in a tab of the server's own, which can. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { ask } from "../../client/calls";
import { useShared } from "../context";

type Step = "asks" | "busy" | "told" | "ready" | "failed";

export function Onward(): JSX.Element {
  const { client, room, words } = useShared();
  const step = useSignal<Step>("asks");
  const held = useSignal("");
  const go = async (): Promise<void> => {
    // Only a press opens a tab: it is opened first, and led there once the way is known.
    const tab = window.open("", "_blank");
    if (tab) tab.opener = null;
    step.value = "busy";
    const path = `/v1/rooms/${encodeURIComponent(room.id)}/invites/me`;
    try {
      const { url } = await ask<{ url: string }>(client, path, { method: "POST" });
      const address = `${new URL(url, client.url)}&lang=${words.lang}`;
      if (tab) tab.location.replace(address);
      else held.value = address;
      step.value = tab ? "told" : "ready";
    } catch {
      tab?.close();
      step.value = "failed";
    }
  };
  const press = (): void => {
    if (!held.peek()) return void go();
    window.open(held.peek(), "_blank", "noopener");
    held.value = "";
    step.value = "told";
  };
  const notes = {
    told: words.t("queue_told"),
    ready: words.t("queue_ready"),
    failed: words.t("queue_failed"),
  };
  const note = notes[step.value as keyof typeof notes];
  return (
    <>
      {note && <span class="onward">{note}</span>}
      <button type="button" class="secondary" disabled={step.value === "busy"} onClick={press}>
        {words.t(step.value === "ready" ? "queue_open" : "queue_tell")}
      </button>
    </>
  );
}
