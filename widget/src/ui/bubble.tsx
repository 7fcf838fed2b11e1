/** One message: who, what, when, who has it; and what can be done with it. */
import type { JSX } from "preact";
import type { Room } from "../client";
import type { Unsent } from "../core/outbox";
import type { Message } from "../core/state";
import type { Author } from "../core/wire";
import { Actions } from "./actions";
import { personOf, roleWord, useShared } from "./context";
import { FileOnItsWay, Files } from "./filespace";
import { Pips } from "./pips";
import { RoleShape } from "./shapes";
import { TextBody } from "./textbody";
import { bodyText, inLang, type Words } from "./words";

export interface BubbleParts {
  item: Message;
  lane: Room | null;
  mine: boolean;
  first: boolean;
  last: boolean;
}

export function Bubble(parts: BubbleParts): JSX.Element {
  const { item, lane, mine, first, last } = parts;
  const shared = useShared();
  const room = lane ?? shared.room;
  const person = personOf(room, item.by, item.author, shared.words);
  return (
    <div class={classOf(parts, person.role)} data-seq={lane ? undefined : item.seq}>
      {first && (!mine || lane) && <Name {...person} lane={lane !== null} mine={mine} />}
      <div class="msg-line">
        <div class="bubble">
          {item.reply_to !== undefined && <Quote room={room} seq={item.reply_to} />}
          <Text item={item} />
        </div>
        {!item.redacted && <Actions item={item} room={room} mine={mine} />}
      </div>
      <Reactions item={item} room={room} />
      {(last || mine || item.edited) && <Meta item={item} mine={mine} lane={lane !== null} />}
    </div>
  );
}

function classOf({ lane, mine, first, last }: BubbleParts, role: string): string {
  const flags = [lane && "lane", first && "first", last && "last"].filter(Boolean);
  return `msg role-${role} ${mine ? "mine" : "theirs"} ${flags.join(" ")}`;
}

function Name(who: Author & { lane: boolean; mine: boolean }): JSX.Element {
  const { words } = useShared();
  return (
    <div class="msg-name">
      {!(who.mine && who.lane) && <RoleShape role={who.role} />}
      <bdi>{who.mine ? words.t("you") : who.name}</bdi>
      {!who.mine && <span class="msg-role">{roleWord(words, who.role)}</span>}
      {who.lane && <span class="lane-tag">{words.t("only_staff")}</span>}
    </div>
  );
}

function Text({ item }: { item: Message }): JSX.Element {
  const { words } = useShared();
  const { body, cid } = item;
  if (item.redacted) return <p class="gone-text">{words.t("deleted")}</p>;
  if ("type" in body && body.type === "file") return <Files body={body} cid={cid} />;
  return <TextBody text={bodyText(body, words)} />;
}

function Quote({ room, seq }: { room: Room; seq: number }): JSX.Element {
  const { words } = useShared();
  const target = room.state.value.items.find((item) => item.seq === seq);
  if (target?.kind !== "message") return <blockquote class="quote">{words.t("earlier_message")}</blockquote>;
  const text = target.redacted ? words.t("deleted") : bodyText(target.body, words);
  return (
    <blockquote class="quote" dir="auto">
      <b>{personOf(room, target.by, target.author, words).name}</b> {text}
    </blockquote>
  );
}

function Reactions({ item, room }: { item: Message; room: Room }): JSX.Element | null {
  const { words, client } = useShared();
  const list = Object.entries(item.reactions ?? {});
  if (list.length === 0) return null;
  const me = client.me.value?.id ?? "";
  return (
    <div class="reactions">
      {list.map(([emoji, users]) => (
        <button
          type="button"
          key={emoji}
          class="reaction"
          aria-pressed={users.includes(me)}
          aria-label={words.n("reaction", users.length, { emoji })}
          onClick={() => room.react(item.seq, emoji, !users.includes(me))}
        >
          {emoji} <span class="count">{users.length}</span>
        </button>
      ))}
    </div>
  );
}

function Meta({ item, mine, lane }: { item: Message; mine: boolean; lane: boolean }): JSX.Element {
  const { words } = useShared();
  return (
    <div class="meta">
      {item.edited && <span>{words.t("edited")}</span>}
      <time dateTime={item.at}>{words.time(item.at)}</time>
      {mine && !lane && item.by && !item.redacted && <Pips seq={item.seq} by={item.by} />}
    </div>
  );
}

export function UnsentBubble({
  unsent,
  lane,
  first,
}: {
  unsent: Unsent;
  lane: Room | null;
  first: boolean;
}): JSX.Element {
  const { words } = useShared();
  const { command, texts } = unsent;
  const said =
    command.t === "send" || command.t === "edit" ? bodyText(command.body, words) : words.maybe(command.t, "");
  const text = inLang(texts, words.lang) ?? said;
  return (
    <div class={`msg mine unsent is-${unsent.state} ${lane ? "lane" : ""} ${first ? "first" : ""} last`}>
      {lane && first && <Name name="" role="agent" lane={true} mine={true} />}
      <div class="msg-line">
        <div class="bubble">{unsent.file ? <FileOnItsWay unsent={unsent} /> : <TextBody text={text} />}</div>
      </div>
      {unsent.state === "failed" ? <Failed unsent={unsent} lane={lane} /> : <UnsentMeta unsent={unsent} />}
    </div>
  );
}

function UnsentMeta({ unsent }: { unsent: Unsent }): JSX.Element {
  const { words, client } = useShared();
  const online = client.connection.value.phase === "online";
  const waiting = words.t(online ? "sending" : "waits_offline");
  return (
    <div class="meta">
      <span class="meta-word">{unsent.state === "sent" ? words.t("sent") : waiting}</span>
    </div>
  );
}

function Failed({ unsent, lane }: { unsent: Unsent; lane: Room | null }): JSX.Element {
  const shared = useShared();
  const room = lane ?? shared.room;
  const WhyNot = unsent.file && shared.shelf.get("files")?.WhyNot;
  const why = whyText(unsent.reason, shared.words);
  return (
    <div class="meta failed" role="alert">
      <span>{WhyNot ? <WhyNot code={unsent.reason ?? ""} /> : shared.words.t("failed_why", { why })}</span>
      {!room.over && (
        <button type="button" class="link" onClick={() => room.retry(unsent.cid)}>
          {shared.words.t("retry")}
        </button>
      )}
      <button type="button" class="link" onClick={() => room.discard(unsent.cid)}>
        {shared.words.t("discard")}
      </button>
    </div>
  );
}

export function whyText(code = "", words: Words): string {
  return words.maybe(`why_${code}`, words.t("why_other", { code }));
}
