/** Before the first word: who reads it, that support may read along, how long it is kept, where the promise stands. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Widget } from "../core/wire";
import { addressOf } from "../net/address";
import { useShared } from "./context";
import { dye } from "./dye";
import { inLang, type Words } from "./words";

const MOST_NAMES = 3;

/** What the operator says; null until it is here. */
export function useWidget(url: string, wanted: boolean, path = "/v1/widget"): Widget | null {
  const [told, setTold] = useState<Widget | null>(null);
  useEffect(() => {
    if (!wanted) return;
    fetch(addressOf(url, path))
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((said: Widget | null) => {
        setTold(said);
        if (CUSTOMERS_ONLY) dye(said?.colours);
      })
      .catch(() => undefined);
  }, [url, wanted]);
  return told;
}

/** In a room, until its reader has written there. */
export function Privacy(): JSX.Element | null {
  const { room, client, words, view } = useShared();
  const me = client.me.value?.id;
  const ready = room.status.value.phase === "ready";
  const wrote = room.entries.value.some((it) => it.kind === "message" && it.by === me);
  const wanted = view === "customer" && ready && !wrote && room.outbox.value.length === 0;
  const widget = useWidget(client.url, wanted);
  if (!wanted) return null;
  const others = room.participants.value.filter((who) => who.user !== me).map((who) => who.name);
  const rest = others.length - MOST_NAMES;
  const names = words.list(others.slice(0, MOST_NAMES)) + (rest > 0 ? ` +${rest}` : "");
  return <PrivacyLine widget={widget} names={names} words={words} />;
}

export interface PrivacyParts {
  widget: Widget | null;
  names: string;
  words: Words;
}

export function PrivacyLine({ widget, names, words }: PrivacyParts): JSX.Element {
  const days = widget?.retention_days;
  return (
    <p class="privacy">
      <bdi>{names ? words.t("privacy_names", { names }) : words.t("privacy_support")}</bdi>{" "}
      {inLang(widget?.notice, words.lang)}
      {days && ` ${words.n("privacy_days", days)}`}
      {widget?.policy && (
        <>
          {" "}
          <a href={widget.policy} target="_blank" rel="noopener noreferrer">
            {words.t("privacy_policy")}
          </a>
        </>
      )}
    </p>
  );
}
