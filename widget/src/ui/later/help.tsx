/** Asking for a person's help: why, what happens next and roughly when, and that it waits while there is no network. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { widgetOf } from "../../client/calls";
import type { HelpReason } from "../../core/wire";
import { may } from "../actions";
import { useShared } from "../context";
import { spanText } from "../span";
import { Choices, OneLine } from "./choices";
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
  const reason = useSignal<(typeof REASONS)[number]>("late");
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
      <ToChange />
      <form class="sheet-form" onSubmit={ask}>
        <Choices
          legend={words.t("help_reason")}
          all={REASONS}
          chosen={reason}
          label={(one) => words.t(`reason_${one}`)}
        />
        <OneLine label={words.t("help_text")} text={text} />
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

/** What the shop alone decides needs nobody's help. */
function ToChange(): JSX.Element | null {
  const { room, words, asked } = useShared();
  if (!may(room, "request")) return null;
  const from = asked.peek()?.from ?? null;
  return (
    <button type="button" class="secondary" onClick={() => (asked.value = { what: "change", from })}>
      {words.t("change_title")}
    </button>
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
