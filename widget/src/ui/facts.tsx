/** What this party needs to know of the order: call and navigate are one tap. */
import type { JSX } from "preact";
import type { Fact } from "../core/wire";
import { useShared } from "./context";
import { Icon } from "./icons";
import { momentText, type Words } from "./words";

export function Facts(): JSX.Element | null {
  const { room, words } = useShared();
  const { facts } = room.state.value;
  if (facts.length === 0) return null;
  return (
    <dl class="facts" aria-label={words.t("facts")}>
      {facts.map((fact) => (
        <div key={fact.key} class={`fact fact-${fact.kind}`} data-key={fact.key}>
          <dt dir="auto">{fact.label}</dt>
          <dd>
            <bdi class="fact-value">{factText(fact, words)}</bdi>
            <FactAction fact={fact} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A time may be told as a moment or in words; a moment is shown on this reader's clock. */
export function factText(fact: Fact, words: Words): string {
  return fact.kind === "time" ? momentText(fact.value, words) : fact.value;
}

function FactAction({ fact }: { fact: Fact }): JSX.Element | null {
  const { words } = useShared();
  const href = factHref(fact);
  if (!href) return null;
  const named = { label: fact.label, value: fact.value };
  const phone = fact.kind === "phone";
  if (fact.kind === "link") {
    return (
      <a
        class="fact-action"
        href={href}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={`${words.t("open_link")}: ${fact.label}`}
      >
        <Icon name="link" />
        <span>{words.t("open_link")}</span>
      </a>
    );
  }
  return (
    <a
      class="fact-action"
      href={href}
      {...(phone ? {} : { target: "_blank", rel: "noopener noreferrer" })}
      aria-label={words.t(phone ? "call_label" : "navigate_label", named)}
    >
      <Icon name={phone ? "phone" : "pin"} />
      <span>{words.t(phone ? "call" : "navigate")}</span>
    </a>
  );
}

/** Only schemes that we made ourselves, or http(s): nothing a value says can become a script. */
export function factHref(fact: Fact): string | null {
  if (fact.kind === "phone") return `tel:${fact.value.replace(/[^\d+*#,;]/g, "")}`;
  if (fact.kind === "address") {
    return `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(fact.value)}`;
  }
  return fact.kind === "link" && /^https?:\/\//i.test(fact.value) ? fact.value : null;
}
