/** Reporting a message or a person: who sees it, what happens next, and thanks. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Room } from "../../client";
import type { Message } from "../../core/state";
import { personOf, roleWord, useShared } from "../context";
import { RoleShape } from "../shapes";
import { whyText } from "./failed";
import { Said } from "./menu";
import { useMute } from "./muting";
import { useClose } from "./reader";
import { Head, Surface } from "./surface";

const MOST_TEXT = 500;

export interface ReportParts {
  room: Room;
  item: Message | null;
  user: string | null;
}

export function ReportSheet({ room, item, user }: ReportParts): JSX.Element {
  const { words } = useShared();
  const cid = useSignal<string | null>(null);
  const whom = item?.by ?? user;
  const title = words.t(item ? "report_message" : "report_person");
  return (
    <Surface kind="sheet" label={title}>
      <Head title={title} />
      {item ? <Said room={room} item={item} /> : <Person room={room} user={user ?? ""} />}
      {cid.value ? (
        <Thanks room={room} cid={cid.value} user={whom ?? ""} />
      ) : (
        <Ask room={room} item={item} user={user} sent={(made) => (cid.value = made)} />
      )}
    </Surface>
  );
}

function Person({ room, user }: { room: Room; user: string }): JSX.Element {
  const { words } = useShared();
  const { name, role } = personOf(room, user, undefined, words);
  return (
    <p class="said">
      <RoleShape role={role} /> <b dir="auto">{name}</b> {roleWord(words, role)}
    </p>
  );
}

function Ask({ room, item, user, sent }: ReportParts & { sent: (cid: string) => void }): JSX.Element {
  const { words } = useShared();
  const text = useSignal("");
  const full = useSignal(false);
  const { name } = personOf(room, item?.by ?? user, item?.author, words);
  const ask = (submit: Event): void => {
    submit.preventDefault();
    const about = item ? { target: item.seq } : { user: user ?? "" };
    const cid = room.help("report", text.value.trim(), about);
    full.value = cid === null;
    if (cid) sent(cid);
  };
  return (
    <form class="sheet-form" onSubmit={ask}>
      <input
        class="sheet-text"
        data-first
        dir="auto"
        maxLength={MOST_TEXT}
        placeholder={words.t("report_text")}
        aria-label={words.t("report_text")}
        value={text.value}
        onInput={(input) => (text.value = input.currentTarget.value)}
      />
      <p class="sheet-next">{words.t("report_who", { name })}</p>
      <p class="sheet-next">{words.t(item ? "report_next_message" : "report_next")}</p>
      {full.value && <p class="write-error">{words.t("outbox_full_report")}</p>}
      <button type="submit" class="primary">
        {words.t("report_send")}
      </button>
    </form>
  );
}

/** Follows the report out of the outbox: waiting, with staff, or refused with the reason. */
function Thanks({ room, cid, user }: { room: Room; cid: string; user: string }): JSX.Element {
  const { words, client } = useShared();
  const close = useClose();
  const unsent = room.outbox.value.find((one) => one.cid === cid);
  const { name } = personOf(room, user, undefined, words);
  const online = client.connection.value.phase === "online";
  if (unsent?.state === "failed") {
    return (
      <p class="write-error" role="alert">
        {words.t("report_failed", { why: whyText(unsent.reason, words) })}
      </p>
    );
  }
  return (
    <>
      <p role="status">
        {unsent ? words.t(online ? "sending" : "report_waits") : words.t("report_thanks", { name })}
      </p>
      <MuteToo user={user} name={name} />
      <button type="button" class="primary" data-first onClick={() => close()}>
        {words.t("close")}
      </button>
    </>
  );
}

function MuteToo({ user, name }: { user: string; name: string }): JSX.Element {
  const { words } = useShared();
  const { on, failed, go } = useMute(user);
  return (
    <>
      <p class="sheet-next">{words.t(on ? "mute_done" : "mute_what", { name })}</p>
      <button type="button" class="secondary" onClick={() => void go()}>
        {failed ? words.t("again") : words.t(on ? "unmute" : "mute", { name })}
      </button>
    </>
  );
}
