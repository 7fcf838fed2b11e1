/** Who reads what is being written: chosen where it is written, by a press or one key. */
import type { JSX } from "preact";
import { RoleShape } from "../../ui/shapes";
import { KeyHint } from "./actbar";
import type { Audience } from "./drafts";
import { KEYS, keyText } from "./keys";
import { useCase } from "./place";

export function AudienceTabs(): JSX.Element | null {
  const held = useCase();
  const { words } = held.office;
  const now = held.audience.value;
  if (!held.lane.value) return null;
  const choice = (audience: Audience, key: string): JSX.Element => (
    <label
      class={`audience-choice ${audience === "staff" ? "is-staff" : ""}`}
      title={words.t(audience === "staff" ? "deskroom_note" : "deskroom_write")}
    >
      <input
        type="radio"
        name="audience"
        checked={now === audience}
        aria-keyshortcuts={key.toUpperCase()}
        onChange={() => held.choose(audience)}
      />
      {audience === "staff" && <RoleShape role="agent" />}
      <span>{words.t(audience === "staff" ? "only_staff" : "to_everyone")}</span>
      <KeyHint of={key} />
    </label>
  );
  return (
    <div
      class="audience"
      role="radiogroup"
      aria-label={words.t("audience")}
      title={`${words.t("deskroom_audience_other")}: ${keyText(KEYS.audience, navigator.platform)}`}
    >
      {choice("all", KEYS.write)}
      {choice("staff", KEYS.note)}
    </div>
  );
}
