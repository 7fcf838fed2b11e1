/** One message: who, what, when, who has it; and what can be done with it. */
import type { JSX } from "preact";
import type { Room } from "../client";
import type { Unsent } from "../core/outbox";
import { isStaff, type Message } from "../core/state";
import type { Author } from "../core/wire";
import { Actions } from "./actions";
import { laneOf, personOf, roleWord, type UnsentParts, useShared } from "./context";
import { FileOnItsWay, Files } from "./filespace";
import { Pips } from "./pips";
import { Seldom } from "./seldom";
import { RoleShape } from "./shapes";
import { TextBody } from "./textbody";
import { bodyText, inLang, type Words } from "./words";

export interface BubbleParts {
  item: Message;
  lane: Room | null;
  mine: boolean;
  first: boolean;
  last: boolean;
  changing: boolean;
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one more than allowed, for what only the workspace has; apart it would cost every page
export function Bubble(parts: BubbleParts): JSX.Element {
  const { item, mine, first, last, changing } = parts;
  const lane = laneOf(parts.lane);
  const shared = useShared();
  const room = lane ?? shared.room;
  const person = personOf(room, item.by, item.author, shared.words);
  // To staff it is shown how far what any of them wrote has come.
  const ours = ON_DESK && isStaff(person.role);
  return (
    <div class={classOf(parts, person.role)} data-seq={lane ? undefined : item.seq}>
      {first && (!mine || lane) && <Name {...person} lane={lane} mine={mine} />}
      <div class="msg-line">
        <div class="bubble">
          {item.reply_to !== undefined && <Quote room={room} seq={item.reply_to} />}
          <Text item={item} />
        </div>
        {!item.redacted && <Actions item={item} room={room} />}
      </div>
      {item.answer && <Seldom of="Answer" parts={item} />}
      <Reactions item={item} room={room} />
      {(last || mine || ours || item.edited) && (
        <Meta item={item} mine={mine || ours} lane={lane !== null} changing={changing} />
      )}
    </div>
  );
}

function classOf({ lane, mine, first, last }: BubbleParts, role: string): string {
  const flags = [laneOf(lane) && "lane", first && "first", last && "last"].filter(Boolean);
  return `msg role-${role} ${mine ? "mine" : "theirs"} ${flags.join(" ")}`;
}

function Name(who: Author & { lane: Room | null; mine: boolean }): JSX.Element {
  const { words } = useShared();
  const lane = laneOf(who.lane);
  return (
    <div class="msg-name">
      {!(who.mine && lane) && <RoleShape role={who.role} />}
      <bdi>{who.mine ? words.t("you") : who.name}</bdi>
      {!who.mine && <span class="msg-role">{roleWord(words, who.role)}</span>}
      {lane && <span class="lane-tag">{words.t("only_staff")}</span>}
    </div>
  );
}

function Text({ item }: { item: Message }): JSX.Element {
  const { words } = useShared();
  const { body, cid } = item;
  if (item.redacted) return <p class="gone-text">{words.t("deleted")}</p>;
  if ("type" in body && body.type === "file") return <Files body={body} cid={cid} />;
  if (ON_DESK && "mentions" in body && body.mentions)
    return <Naming text={bodyText(body, words)} mentions={body.mentions} />;
  return <TextBody text={bodyText(body, words)} />;
}

/** A note to colleagues, some of whom it names. */
function Naming(note: { text: string; mentions: readonly string[] }): JSX.Element {
  const { staff } = useShared();
  return staff?.Mentioning ? <staff.Mentioning {...note} /> : <TextBody text={note.text} />;
}

/** What is answered, as it stands now; a press goes there. Before the reader's time there is nothing to go to. */
function Quote({ room, seq }: { room: Room; seq: number }): JSX.Element {
  const { words, asked } = useShared();
  const { items } = room.state.value;
  const target = items.find((item) => item.seq === seq);
  if (seq < (room.feed?.first ?? 1)) return <p class="quote">{words.t("quote_before")}</p>;
  const ask = (press: { currentTarget: HTMLElement }): void => {
    asked.value = { what: "original", room, seq, from: press.currentTarget };
  };
  return (
    <button type="button" class="quote" dir="auto" aria-description={words.t("quote_go")} onClick={ask}>
      {target?.kind === "message" ? quoted(target, room, words) : words.t("earlier_message")}
    </button>
  );
}

function quoted(item: Message, room: Room, words: Words): JSX.Element {
  const text = item.redacted ? words.t("deleted") : bodyText(item.body, words);
  return (
    <>
      <b>{personOf(room, item.by, item.author, words).name}</b> {text}
      {item.edited && <i> ({words.t("edited")})</i>}
    </>
  );
}

const MOST_NAMES = 5;

function Reactions({ item, room }: { item: Message; room: Room }): JSX.Element | null {
  const { words, client } = useShared();
  const list = Object.entries(item.reactions ?? {});
  if (list.length === 0) return null;
  const me = client.me.value?.id ?? "";
  const from = (emoji: string, users: readonly string[]): string => {
    if (users.length > MOST_NAMES) return words.n("reaction", users.length, { emoji });
    const nameOf = (user: string): string =>
      user === me ? words.t("you") : personOf(room, user, undefined, words).name;
    return words.t("reaction_from", { emoji, names: words.list(users.map(nameOf)) });
  };
  return (
    <div class="reactions">
      {list.map(([emoji, users]) => (
        <button
          type="button"
          key={emoji}
          class="reaction"
          aria-pressed={users.includes(me)}
          title={from(emoji, users)}
          onClick={() => room.react(item.seq, emoji, !users.includes(me))}
        >
          <span aria-hidden="true">
            {emoji} <span class="count">{users.length.toLocaleString(words.lang)}</span>
          </span>
          <span class="sr-only">{from(emoji, users)}</span>
        </button>
      ))}
    </div>
  );
}

interface MetaParts extends Pick<BubbleParts, "item" | "mine" | "changing"> {
  lane: boolean;
}

function Meta({ item, mine, lane, changing }: MetaParts): JSX.Element {
  const { words } = useShared();
  const online = useOnline();
  return (
    <div class="meta">
      {changing && <span class="meta-word">{words.t(online ? "changing" : "waits_offline")}</span>}
      {item.edited && <span>{words.t("edited")}</span>}
      <time dateTime={item.at}>{words.time(item.at)}</time>
      {mine && !lane && item.by && !item.redacted && <Pips seq={item.seq} by={item.by} />}
    </div>
  );
}

export function UnsentBubble({ unsent, first, ...parts }: UnsentParts & { first: boolean }): JSX.Element {
  const lane = laneOf(parts.lane);
  const { words } = useShared();
  const { command } = unsent;
  return (
    <div class={`msg mine unsent is-${unsent.state} ${lane ? "lane" : ""} ${first ? "first" : ""} last`}>
      {lane && first && <Name name="" role="agent" lane={lane} mine={true} />}
      <div class="msg-line">
        <div class="bubble">
          {unsent.file ? (
            <FileOnItsWay unsent={unsent} />
          ) : command.t === "send" ? (
            <TextBody text={inLang(unsent.texts, words.lang) ?? bodyText(command.body, words)} />
          ) : (
            <Seldom of="Undone" parts={{ unsent }} />
          )}
        </div>
      </div>
      {unsent.state === "failed" ? (
        <Seldom of="Failed" parts={{ unsent, lane }} />
      ) : (
        <UnsentMeta unsent={unsent} />
      )}
    </div>
  );
}

function useOnline(): boolean {
  return useShared().client.connection.value.phase === "online";
}

function UnsentMeta({ unsent }: { unsent: Unsent }): JSX.Element {
  const { words } = useShared();
  const online = useOnline();
  const waiting = words.t(online ? "sending" : "waits_offline");
  return (
    <div class="meta">
      <span class="meta-word">{unsent.state === "sent" ? words.t("sent") : waiting}</span>
    </div>
  );
}
