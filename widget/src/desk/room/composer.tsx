/** Where staff write: to everybody or to one another, in clothes that tell which. */
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Room } from "../../client";
import { may, useDraft } from "../../ui/actions";
import { AttachButton, givenTo } from "../../ui/attach";
import { grow } from "../../ui/composer";
import { useShared } from "../../ui/context";
import { Icon } from "../../ui/icons";
import { Seldom } from "../../ui/seldom";
import { AudienceTabs } from "./audience";
import { JoinBar } from "./bars";
import type { Case } from "./case";
import type { Audience } from "./drafts";
import { sideNames } from "./lanes";
import { useCase } from "./place";
import { WriteBox } from "./writebox";
import { mayWrite, tooLong, useWriting, type Writing } from "./writing";

export function Composer(): JSX.Element {
  const held = useCase();
  const { room, shelf } = useShared();
  const side = held.side.value;
  const audience: Audience = side ? "all" : held.audience.value;
  const lane = held.lane.value;
  const into = audience === "staff" && lane ? lane : room;
  const writing = useWriting(held, into, audience);
  const draft = useDraft();
  const Tray = shelf.get("files")?.Tray;
  const { closed, box } = useWays(held, room, writing);
  return (
    <div class={`composer ${audience === "staff" ? "lane" : ""}`}>
      {!side && <AudienceTabs />}
      {draft.value && <Seldom of="DraftBar" parts={writing} />}
      {Tray && !closed && <Tray room={into} given={givenTo(room)} cargo={writing.cargo} />}
      {closed && <Closed held={held} />}
      {box && <Write {...writing} />}
    </div>
  );
}

/** Is one kept from writing here, and is there a box? */
function useWays(held: Case, room: Room, { audience, text }: Writing): { closed: boolean; box: boolean } {
  const open = audience === "staff" || may(room, "send");
  if (open || held.side.value) return { closed: !open, box: open };
  if (held.coming.value) return { closed: false, box: true };
  // What was begun stays before one's eyes while one only reads along.
  return { closed: true, box: held.takesPart.value === false && text.value !== "" };
}

function Closed({ held }: { held: Case }): JSX.Element {
  if (held.takesPart.value === false && !held.side.value) return <JoinBar words={held.office.words} />;
  return <Seldom of="NoWrite" parts={{}} />;
}

function Write(writing: Writing): JSX.Element {
  const held = useCase();
  const { words } = held.office;
  const { text, open, refused, cargo, box } = writing;
  const draft = useDraft();
  const over = tooLong(text.value);
  // On the way in, and before it is known whether one may, it is sent once one may.
  const able = mayWrite(held, writing.into, writing.audience) || held.coming.value || !held.known.value;
  const label = useMemo(() => labelOf(held, writing), [held, writing.into]);
  useEffect(() => grow(box.current), [text.value]);
  return (
    <>
      <div class="write">
        <AttachButton />
        <WriteBox writing={writing} label={label} />
        <button
          type="button"
          class="send"
          disabled={!able || (text.value.trim() === "" && !cargo.value) || over > 0 || open.value.length > 0}
          onClick={writing.send}
        >
          <Icon name="send" />
          <span class="sr-only">{words.t(draft.value?.what === "edit" ? "save" : "send")}</span>
        </button>
      </div>
      {over > 0 && <p class="write-error">{words.t("too_long", { n: over })}</p>}
      {open.value.length > 0 && (
        <p class="write-error" role="alert">
          {words.t("deskroom_fill", { marks: words.list(open.value) })}
        </p>
      )}
      {refused.value && <p class="write-error">{refused.value}</p>}
    </>
  );
}

function labelOf(held: Case, { audience, into }: Writing): string {
  const { words } = held.office;
  if (into === held.side.peek()) return words.t("deskroom_write_side", { names: sideNames(held, into.id) });
  return words.t(audience === "staff" ? "write_note" : "write");
}
