/** What became of a change that was asked for, under it. */
import type { JSX } from "preact";
import { useShared } from "../context";

export function Answered({ accepted }: { accepted: boolean }): JSX.Element {
  const { words } = useShared();
  return <p class="answered">{words.t(accepted ? "request_accepted" : "request_declined")}</p>;
}
