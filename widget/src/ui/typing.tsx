/** Who is writing now, in a place of its own so that nothing moves when it changes. */
import type { JSX } from "preact";
import type { Room } from "../client";
import { laneOf, personOf, useShared } from "./context";
import { RoleShape } from "./shapes";

const MOST = 24;

export function TypingLine(parts: { lane: Room | null }): JSX.Element {
  const lane = laneOf(parts.lane);
  const shared = useShared();
  const inLane = lane?.typists.value.users.length ?? 0;
  const room = lane && inLane > 0 ? lane : shared.room;
  const { users: all, more } = room.typists.value;
  const users = all.filter((user) => !shared.client.mutes.value.has(user));
  const people = users.map((user) => ({ user, ...personOf(room, user, undefined, shared.words) }));
  return (
    <div class="typing" aria-hidden={people.length === 0}>
      {people.map(({ user, role }) => (
        <RoleShape key={user} role={role} />
      ))}
      {people.length > 0 && (
        <span>
          <bdi>
            {typingText(
              people.map((person) => short(person.name)),
              more,
              shared.words,
            )}
          </bdi>
          <Dots />
        </span>
      )}
    </div>
  );
}

function typingText(
  names: readonly string[],
  more: number,
  words: ReturnType<typeof useShared>["words"],
): string {
  if (more > 0) return words.t("typing_more", { names: names.join(", "), n: more });
  return words.n("typing", names.length, { names: words.list(names) });
}

/** One line for all: a long name must not push out what it does. */
function short(name: string): string {
  return name.length > MOST ? `${[...name].slice(0, MOST).join("")}…` : name;
}

function Dots(): JSX.Element {
  return (
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}
