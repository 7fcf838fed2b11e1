/** The messages that this page still has and the server no longer: to read, and one's own to send again. */
import type { JSX } from "preact";
import type { Message } from "../../core/state";
import { useShared } from "../context";
import { Said } from "./menu";
import { Head, Surface } from "./surface";

export function LostSheet(): JSX.Element {
  const { room, words } = useShared();
  return (
    <Surface kind="sheet" label={words.t("lost_title")}>
      <Head title={words.t("lost_title")} />
      <p class="sheet-next">{words.t("lost_why")}</p>
      <ul class="lost-list">
        {room.lost.value.map((item) => (
          <li key={item.seq}>
            <Said room={room} item={item} />
            <Again item={item} />
          </li>
        ))}
      </ul>
    </Surface>
  );
}

function Again({ item }: { item: Message }): JSX.Element | null {
  const { room, words, client } = useShared();
  const { body } = item;
  if (item.by !== client.me.value?.id || !("type" in body) || body.type !== "text") return null;
  const again = (): void => {
    if (room.send(body.text) === null) return;
    room.lost.value = room.lost.value.filter((one) => one !== item);
  };
  return (
    <button type="button" class="link" onClick={again}>
      {words.t("lost_again")}
    </button>
  );
}
