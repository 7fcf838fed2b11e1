/** Asking the shop for a change of the order: which, and that the shop answers. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { RequestBody } from "../../core/wire";
import { useShared } from "../context";
import { Choices, OneLine } from "./choices";
import { useClose } from "./reader";
import { Head, Surface } from "./surface";

type Change = RequestBody["change"];

const CHANGES = ["add", "remove", "replace", "note"] as const satisfies Change[];

export function ChangeSheet(): JSX.Element {
  const { room, words } = useShared();
  const change = useSignal<Change>("add");
  const [what, instead, full] = [useSignal(""), useSignal(""), useSignal(false)];
  const close = useClose();
  const [name, other] = [what.value.trim(), instead.value.trim()];
  const replaces = change.value === "replace";
  const ask = (submit: Event): void => {
    submit.preventDefault();
    const item = { name, ...(replaces && { instead: other }) };
    full.value =
      (change.value === "note" ? room.request("note", [], name) : room.request(change.value, [item])) ===
      null;
    if (!full.value) close(".timeline");
  };
  return (
    <Surface kind="sheet" label={words.t("change_title")}>
      <Head title={words.t("change_title")} />
      <form class="sheet-form" onSubmit={ask}>
        <Choices
          legend={words.t("change_what")}
          all={CHANGES}
          chosen={change}
          label={(one) => (one === "note" ? words.t("reason_other") : words.t(`change_${one}`))}
        />
        <OneLine label={words.t(change.value === "note" ? "change_note" : "change_item")} text={what} />
        {replaces && <OneLine label={words.t("change_instead")} text={instead} />}
        <p class="sheet-next">{words.t("change_next")}</p>
        {full.value && <p class="write-error">{words.t("outbox_full")}</p>}
        <button type="submit" class="primary" disabled={!name || (replaces && !other)}>
          {words.t("change_ask")}
        </button>
      </form>
    </Surface>
  );
}
