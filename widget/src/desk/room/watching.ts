/** Who else of staff looks at a room, or writes there, as the server tells those who look at it. */
import type { Room } from "../../client";
import type { Watching } from "../../core/generated-inbox";

export type Watcher = Watching;

/** Such a notice is staff's alone: the room of the SDK lets it pass. */
export function hearWatch(room: Room, tell: (staff: readonly Watcher[]) => void): void {
  const { notice } = room;
  room.notice = (frame) => {
    if (frame.t === "watch") tell(frame.staff);
    else notice.call(room, frame);
  };
}
