/** A file that goes up: how far it is, and the way to stop it. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Unsent } from "../core/outbox";
import { useShared } from "./context";
import { CloseButton } from "./icons";
import { sizeText } from "./naming";

export function OnItsWay({ unsent }: { unsent: Unsent }): JSX.Element | null {
  const { client, words } = useShared();
  const box = useRef<HTMLDivElement>(null);
  const { file, cid, state } = unsent;
  if (!file || state !== "sending") return null;
  const { name, size, sent } = file;
  const cancel = (): void => {
    // Its place goes: whoever came by keyboard goes on where one writes.
    box.current?.closest(".room")?.querySelector<HTMLElement>(".dock textarea")?.focus();
    client.sender.discard(cid);
  };
  const told = words.t("file_progress", {
    sent: sizeText(sent, words.lang),
    size: sizeText(size, words.lang),
  });
  return (
    <div ref={box} class="on-its-way">
      <progress
        max={size}
        value={sent}
        aria-label={words.t("file_sending", { name })}
        aria-valuetext={told}
      />
      {file.id === undefined && <CloseButton label={words.t("file_cancel", { name })} act={cancel} />}
    </div>
  );
}

/** Why the server did not take it, and what to do. */
export function WhyNot({ code }: { code: string }): JSX.Element {
  const { words } = useShared();
  const why = words.maybe(`why_${code}`, words.t("why_other", { code }));
  return <>{words.maybe(`file_why_${code}`, words.t("failed_why", { why }))}</>;
}
