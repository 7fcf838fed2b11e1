/** Asking for a person's help: why, what happens next and roughly when, and that it waits while there is no network. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { widgetOf } from "../../client/calls";
import type { HelpReason } from "../../core/wire";
import { useShared } from "../context";
import { spanText } from "../span";
import { useClose } from "./reader";
import { Head, Surface } from "./surface";

const REASONS = [
  "late",
  "missing",
  "address",
  "unreachable",
  "payment",
  "unsafe",
  "other",
] as const satisfies HelpReason[];

export function HelpSheet(): JSX.Element {
  const { room, words, client } = useShared();
  const reason = useSignal<HelpReason>("late");
  const text = useSignal("");
  const full = useSignal(false);
  const soon = useTypical();
  const close = useClose();
  const ask = (submit: Event): void => {
    submit.preventDefault();
    full.value = room.help(reason.value, text.value.trim()) === null;
    if (!full.value) close(".timeline");
  };
  const { locked } = room.state.value;
  const online = client.connection.value.phase === "online";
  return (
    <Surface kind="sheet" label={words.t("help_title")}>
      <Head title={words.t("help_title")} />
      <form class="sheet-form" onSubmit={ask}>
        <Reasons chosen={reason} />
        <input
          class="sheet-text"
          dir="auto"
          maxLength={500}
          placeholder={words.t("help_text")}
          aria-label={words.t("help_text")}
          value={text.value}
          onInput={(input) => (text.value = input.currentTarget.value)}
        />
        <p class="sheet-next">
          {words.t("help_next")} {soon}
        </p>
        {locked && <p class="sheet-next">{words.t("help_opens")}</p>}
        {!online && <p class="sheet-next is-lost">{words.t("help_offline")}</p>}
        {full.value && <p class="write-error">{words.t("outbox_full_help")}</p>}
        <button type="submit" class="primary">
          {words.t("help_ask")}
        </button>
      </form>
    </Surface>
  );
}

function Reasons({ chosen }: { chosen: { value: HelpReason } }): JSX.Element {
  const { words } = useShared();
  return (
    <fieldset class="reasons">
      <legend>{words.t("help_reason")}</legend>
      {REASONS.map((one) => (
        <label key={one} class="reason">
          <input
            type="radio"
            name="reason"
            data-first={chosen.value === one || undefined}
            checked={chosen.value === one}
            onChange={() => (chosen.value = one)}
          />
          <span>{words.t(`reason_${one}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** How soon somebody comes, as the operator says it. */
function useTypical(): string {
  const { client, words } = useShared();
  const said = useSignal(words.t("help_soon"));
  useEffect(() => {
    widgetOf(client.url).then(
      ({ typical_minutes: minutes }) => {
        if (minutes) said.value = words.t("help_typical", { span: spanText(minutes * 60_000, words) });
      },
      () => undefined,
    );
  }, []);
  return said.value;
}
