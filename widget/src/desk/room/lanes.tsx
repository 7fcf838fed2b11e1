/** Side rooms of some of the parties and staff: opened by one press, shown in the room's place. */
import type { JSX } from "preact";
import { isStaff, presentOf } from "../../core/state";
import type { Participant } from "../../core/wire";
import { roleWord } from "../../ui/context";
import { RoleShape } from "../../ui/shapes";
import { openLane } from "./calls";
import type { Case } from "./case";
import { useCase } from "./place";

/** With whom a side room is. */
export function sideNames(held: Case, lane: string): string {
  const found = held.lanes.find((one) => one.room === lane);
  const { participants, people } = held.room.state.value;
  const nameOf = (user: string): string =>
    (participants.get(user) ?? people.get(user))?.name ?? held.nameOf(user);
  return held.office.words.list((found?.participants ?? []).map(nameOf));
}

const roleOf = (held: Case, user: string): string =>
  held.room.state.value.participants.get(user)?.role ?? "member";

/** The room and its side rooms; nothing where there is none. */
export function SideTabs(): JSX.Element | null {
  const held = useCase();
  const { words } = held.office;
  const now = held.side.value?.id ?? null;
  if (held.lanes.length === 0) return null;
  return (
    <nav class="side-tabs" aria-label={words.t("deskroom_sides")}>
      <Tab on={now === null} open={() => held.turn(null)}>
        {words.t("to_everyone")}
      </Tab>
      {held.lanes.map((lane) => (
        <Tab key={lane.room} on={now === lane.room} open={() => held.turn(lane.room)}>
          {lane.participants.map((user) => (
            <RoleShape key={user} role={roleOf(held, user)} />
          ))}
          <span class="side-name">{words.t("deskroom_side", { names: sideNames(held, lane.room) })}</span>
          {!!lane.unread && now !== lane.room && <span class="count">{lane.unread}</span>}
        </Tab>
      ))}
    </nav>
  );
}

function Tab({ on, open, children }: { on: boolean; open: () => void; children?: unknown }): JSX.Element {
  return (
    <button type="button" class="side-tab" aria-current={on ? "page" : undefined} onClick={open}>
      {children as JSX.Element}
    </button>
  );
}

/** One press for each party who has no side room with staff yet. */
export function Lanes(): JSX.Element | null {
  const held = useCase();
  const { words } = held.office;
  const { parent, kind } = held.room.state.value;
  const parties = presentOf(held.room.state.value).filter(({ role }) => !isStaff(role) && role !== "bot");
  if (parent || kind === "announcement" || parties.length === 0 || parties.length > MOST) return null;
  const begin = (who: Participant): void => {
    const found = held.lanes.find(
      ({ participants: [one, ...more] }) => one === who.user && more.length === 0,
    );
    if (found) return held.turn(found.room);
    const work = async (): Promise<void> =>
      held.turn(await openLane(held.office.client, held.id, [who.user]));
    void held.does(work);
  };
  return (
    <section class="side-part">
      <h2>{words.t("deskroom_sides")}</h2>
      <ul class="lane-list">
        {parties.map((who) => (
          <li key={who.user}>
            <button type="button" class="act" onClick={() => begin(who)}>
              <RoleShape role={who.role} />
              <span>
                {words.t("deskroom_side_with", { name: who.name, role: roleWord(words, who.role) })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const MOST = 8;
