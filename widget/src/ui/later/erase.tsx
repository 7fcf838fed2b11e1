/** Before a message is erased: what goes, for whom, and that it does not come back. */
import type { JSX } from "preact";
import type { OfMessage } from "../asked";
import { personOf, useShared } from "../context";
import { Said } from "./menu";
import { current, useClose } from "./reader";
import { Head, Surface } from "./surface";

export function EraseSheet(of: OfMessage): JSX.Element {
  const { words, client } = useShared();
  const close = useClose();
  const item = current(of);
  const mine = item?.by === client.me.value?.id;
  const { name } = personOf(of.room, of.item.by, of.item.author, words);
  const file = item && "type" in item.body && item.body.type === "file";
  const erase = (): void => {
    of.room.redact(of.item.seq);
    close(".timeline");
  };
  return (
    <Surface kind="sheet" label={words.t("erase_title")}>
      <Head title={mine ? words.t("erase_title") : words.t("erase_others", { name })} />
      {item ? <Said room={of.room} item={item} /> : <p>{words.t("deleted")}</p>}
      <p>{words.t(file ? "erase_file" : "erase_what")}</p>
      {client.connection.value.phase !== "online" && <p class="sheet-next">{words.t("erase_later")}</p>}
      <div class="sheet-keys">
        <button type="button" class="secondary" data-first onClick={() => close()}>
          {words.t("keep")}
        </button>
        <button type="button" class="primary danger" disabled={!item} onClick={erase}>
          {words.t("erase")}
        </button>
      </div>
    </Surface>
  );
}
