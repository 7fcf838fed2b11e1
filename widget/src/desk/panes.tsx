/** What stands in the columns beside the list, and where the settings are. */
import type { JSX } from "preact";
import { RoomColumn } from "./room/column";
import type { ColumnParts } from "./room/place";
import { SideColumn } from "./room/side";
import { Checklist } from "./settings/checklist";
import { Settings } from "./settings/settings";
import type { Work } from "./work";

interface OfRoom {
  readonly work: Work;
  readonly room: string;
}

/** No room is open: how one gets into one; and what is still to be set up before there are any. */
export function NoRoom({ work }: { work: Work }): JSX.Element {
  const { desk, words, me } = work;
  const go = (section: string): void => work.go({ at: "settings", section });
  return (
    <section class="col col-room no-room" aria-label={words.t("desk_room")}>
      <div class="no-room-text">
        <h2>{words.t("desk_no_room")}</h2>
        <p class="muted">{words.t("desk_no_room_text")}</p>
        <Checklist desk={desk} words={words} me={me} go={go} short={true} />
      </div>
    </section>
  );
}

const columnOf = ({ work, room }: OfRoom): ColumnParts => {
  const { desk, words, client, me, actions, labels } = work;
  const say = (text: string): void => {
    work.said.value = text;
  };
  return { desk, words, client, me, actions, labels, room, say };
};

export const RoomPane = (of: OfRoom): JSX.Element => <RoomColumn {...columnOf(of)} />;
export const SidePane = (of: OfRoom): JSX.Element => <SideColumn {...columnOf(of)} />;

export function SettingsPane({ work, section }: { work: Work; section: string }): JSX.Element {
  const { desk, words, me } = work;
  const go = (next: string): void => work.go({ at: "settings", section: next });
  return (
    <section class="home home-wide">
      <h1>{words.t("desk_settings")}</h1>
      <Checklist desk={desk} words={words} me={me} go={go} short={section !== ""} />
      <Settings desk={desk} words={words} me={me} section={section} go={go} />
    </section>
  );
}
