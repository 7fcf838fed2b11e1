/** What became of a change that was asked for, under it. */
import type { JSX } from "preact";
import type { Message } from "../../core/state";
import { useShared } from "../context";

export function Answer({ answer }: Pick<Message, "answer">): JSX.Element {
  const { words } = useShared();
  return <p class="answered">{words.t(answer?.accepted ? "request_accepted" : "request_declined")}</p>;
}
