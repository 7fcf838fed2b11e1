/** What was to be done with a message and was not, where its words would stand. */
import type { JSX } from "preact";
import type { Unsent } from "../../core/outbox";
import { useShared } from "../context";
import { TextBody } from "../textbody";
import { bodyText, type Words } from "../words";

export function Undone({ unsent }: { unsent: Unsent }): JSX.Element {
  return <TextBody text={undoneText(unsent, useShared().words)} />;
}

function undoneText({ command }: Unsent, words: Words): string {
  switch (command.t) {
    case "send":
    case "edit":
      return bodyText(command.body, words);
    case "redact":
      return words.t("erase_title");
    case "react":
      return command.emoji;
    case "answer":
      return words.t(command.accept ? "request_accept" : "request_decline");
    default:
      return words.t(command.reason === "report" ? "report" : "help");
  }
}
