/** A change of the order that the customer asks for: accepted or declined by one touch, once. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Message } from "../../core/state";
import type { SaidBody } from "../../core/wire";
import { may } from "../actions";
import { useShared } from "../context";
import { bodyText } from "../words";
import { standingOf } from "./standing";

/** All that wait in this room. */
export function Requests(): JSX.Element | null {
  const { room, client, words } = useShared();
  const { requests } = standingOf(room.state.value, client.me.value?.id ?? "");
  useEffect(() => {
    // Another till was faster: what became of it stands in the message.
    for (const { cid, command, reason } of room.outbox.value)
      if (command.t === "answer" && reason === "answered") room.discard(cid);
  }, [room.outbox.value]);
  if (requests.length === 0 || !may(room, "send")) return null;
  return (
    <ul class="asked" aria-label={words.t("till_asked")}>
      {requests.map((request) => (
        <Request key={request.seq} request={request} />
      ))}
    </ul>
  );
}

function Request({ request: { seq, body } }: { request: Message }): JSX.Element {
  const { room, words } = useShared();
  const said = bodyText(body as SaidBody, words);
  const sent = room.outbox.value.some(
    ({ command, state }) => command.t === "answer" && command.target === seq && state !== "failed",
  );
  return (
    <li class="asked-one">
      <p dir="auto">{said}</p>
      <div class="keys">
        {([true, false] as const).map((accept) => {
          const word = words.t(accept ? "request_accept" : "request_decline");
          return (
            <button
              type="button"
              key={word}
              class={accept ? "primary" : "till-key"}
              aria-label={`${word}: ${said}`}
              disabled={sent}
              onClick={() => room.answer(seq, accept)}
            >
              {word}
            </button>
          );
        })}
      </div>
    </li>
  );
}
