/** Who has a message and who has read it, name by name; in a crowd by number. And who reacted. */
import type { JSX } from "preact";
import { type Mark, type Pip, seenBy } from "../../core/cursors";
import type { Count } from "../../core/wire";
import type { OfMessage } from "../asked";
import { personOf, roleWord, useShared } from "../context";
import { seenText } from "../pips";
import { PipShape, RoleShape } from "../shapes";
import type { Words } from "../words";
import { current } from "./reader";
import { Head, Surface } from "./surface";

const ORDER: readonly Mark[] = ["read", "delivered", "sent"];

export function SeenList({ seq, by }: { seq: number; by: string }): JSX.Element {
  const { room, words } = useShared();
  const { counts } = room.state.value;
  const count = counts.get(seq);
  const pips = counts.size > 0 ? [] : room.pips({ seq, by });
  const head = count
    ? words.t("seen_count", { read: count.read, all: count.of })
    : seenText(seenBy(pips), words);
  return (
    <Surface kind="list" label={words.t("seen_open")}>
      <Head title={head} />
      {count ? <Crowd {...count} /> : <People seq={seq} pips={pips} />}
    </Surface>
  );
}

/** Above 250 people the server counts instead of naming. */
function Crowd({ delivered, of }: Count): JSX.Element {
  const { words } = useShared();
  return (
    <>
      <p>{words.t("seen_have", { n: delivered, all: of })}</p>
      <p class="muted">{words.t("seen_crowd")}</p>
    </>
  );
}

function People({ seq, pips }: { seq: number; pips: readonly Pip[] }): JSX.Element {
  const { room, words } = useShared();
  const sorted = [...pips].sort((a, b) => ORDER.indexOf(a.mark) - ORDER.indexOf(b.mark));
  return (
    <ul class="seen-list">
      {sorted.map((pip) => (
        <li key={pip.who.user}>
          <PipShape role={pip.who.role} mark={pip.mark} />
          <bdi>{pipText(pip, words)}</bdi>
          <Moment at={room.momentOf(pip.who.user, pip.mark, seq)} />
        </li>
      ))}
    </ul>
  );
}

function Moment({ at }: { at: number | null }): JSX.Element | null {
  const { words } = useShared();
  return at === null ? null : <time>{words.time(at)}</time>;
}

function pipText({ who, mark }: Pip, words: Words): string {
  const named = { name: who.name, role: roleWord(words, who.role) };
  if (mark === "read") return words.t("read_by", named);
  if (who.left_seq !== undefined) return words.t("left_before", named);
  return words.t(mark === "delivered" ? "delivered_to" : "not_yet", named);
}

export function ReactedList(of: OfMessage): JSX.Element {
  const { words, client } = useShared();
  const me = client.me.value?.id;
  const list = Object.entries(current(of)?.reactions ?? {});
  return (
    <Surface kind="list" label={words.t("reacted")}>
      <Head title={words.t("reacted")} />
      <ul class="seen-list">
        {list.flatMap(([emoji, users]) =>
          users.map((user) => {
            const { name, role } = personOf(of.room, user, undefined, words);
            return (
              <li key={emoji + user}>
                <span>{emoji}</span>
                <RoleShape role={role} />
                <bdi>{user === me ? words.t("you") : name}</bdi>
              </li>
            );
          }),
        )}
      </ul>
    </Surface>
  );
}
