/** The page of somebody who has no order just now: it waits for the next. */
import type { JSX } from "preact";
import type { Client } from "../client";
import { Gone } from "../ui/gone";
import { RoleShape } from "../ui/shapes";
import type { Words } from "../ui/words";

export function Nothing({ client, words }: { client: Client; words: Words }): JSX.Element {
  const { phase, why } = client.connection.value;
  if (phase === "stopped") return <Gone why={why ?? "closed"} words={words} />;
  const here = phase === "online";
  return (
    <section class="gate" role="status" dir={words.dir}>
      <RoleShape role="driver" />
      <h1>{words.t(here ? "orders_none" : "is_offline")}</h1>
      <p>{words.t(here ? "orders_none_text" : "orders_offline_text")}</p>
    </section>
  );
}
