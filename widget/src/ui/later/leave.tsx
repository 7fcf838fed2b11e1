/** Ends, on this device, what an invitation opened: for a phone that is handed on. */
import type { JSX } from "preact";
import { useShared } from "../context";

export function Leave(): JSX.Element | null {
  const { client, words, entered, shelf } = useShared();
  if (!entered) return null;
  const leave = async (): Promise<void> => {
    await shelf.get("away")?.quiet(client);
    await entered.leave();
  };
  return (
    <p class="roll-more">
      <span class="muted">{words.t("leave_device_what")}</span>
      <button type="button" class="secondary" onClick={() => void leave()}>
        {words.t("leave_device")}
      </button>
    </p>
  );
}
