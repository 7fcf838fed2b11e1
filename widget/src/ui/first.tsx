/** The first minute: who answers, how soon, and the first words of a conversation. Loaded for those without a room. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { openSupport } from "../client/calls";
import { HttpRefused } from "../client/http";
import css from "../css/first.css?text";
import { dressed } from "./dressed";
import { Guest } from "./guest";
import { BackButton, CloseButton, Icon } from "./icons";
import { sends } from "./keys";
import { PrivacyLine, useWidget } from "./privacy";
import type { FirstParts, FirstScreens, ScreenParts, TakeParts } from "./screens";
import { RoleShape } from "./shapes";
import { spanText } from "./span";
import { inLang, type Words } from "./words";

const MOST = 4096;

function Head({ title, words, close, back }: ScreenParts & { title: string }): JSX.Element {
  return (
    <header class="head">
      <div class="head-row">
        {back && <BackButton label={words.t("rooms_back")} act={back} />}
        <h1 class="subject" dir="auto">
          {title}
        </h1>
        {close && <CloseButton label={words.t("close")} act={close} />}
      </div>
    </header>
  );
}

function First(parts: FirstParts): JSX.Element {
  const { words, url, lost } = parts;
  const widget = useWidget(url, true, `/v1/widget${parts.widget ? `?widget=${parts.widget}` : ""}`);
  const minutes = widget?.typical_minutes;
  return (
    <div class="room first" lang={words.lang} dir={words.dir}>
      <Head {...parts} title={widget?.name || words.t("first_title")} />
      <div class="first-words">
        {lost && (
          <p class="first-lost" role="status">
            <b>{words.t("first_lost")}</b> {words.t("first_lost_text")}
          </p>
        )}
        <p class="first-greeting" dir="auto">
          {inLang(widget?.greeting, words.lang)}
        </p>
        {widget?.open === false && (
          <p class="first-away" dir="auto">
            {inLang(widget.away, words.lang)}
            {widget.opens_at && ` ${words.t("first_back", { when: soon(widget.opens_at, words) })}`}
          </p>
        )}
        <p class="first-who">
          <RoleShape role="agent" />
          <span>
            {widget?.name ? words.t("first_who", { name: widget.name }) : words.t("first_support")}
            {minutes ? ` ${words.t("first_typical", { span: spanText(minutes * 60_000, words) })}` : ""}
          </span>
        </p>
      </div>
      <div class="dock">
        <PrivacyLine widget={widget} names="" words={words} />
        <FirstBox {...parts} />
      </div>
    </div>
  );
}

/** "tomorrow 9:00", "Monday 9:00". */
function soon(at: string, words: Words): string {
  const day = new Intl.DateTimeFormat(words.lang, { weekday: "long" });
  const today = new Date(at).toDateString() === new Date().toDateString();
  return `${today ? words.day(at, Date.now()) : day.format(new Date(at))} ${words.time(at)}`;
}

/** Written here, the words stay until the server has a room for them. */
function FirstBox({ words, begin }: FirstParts): JSX.Element {
  const text = useSignal("");
  const busy = useSignal(false);
  const why = useSignal("");
  const empty = text.value.trim() === "";
  const over = [...text.value.normalize("NFC")].length - MOST;
  const submit = (): void => {
    if (empty || over > 0 || busy.peek()) return;
    busy.value = true;
    begin(text.peek().trim()).catch((problem: unknown) => {
      busy.value = false;
      why.value = whyNot(problem, words);
    });
  };
  return (
    <div class="composer">
      <div class="write">
        <textarea
          rows={3}
          dir="auto"
          value={text.value}
          readOnly={busy.value}
          aria-label={words.t("write")}
          placeholder={words.t("write")}
          enterkeyhint="send"
          onInput={(input) => (text.value = input.currentTarget.value)}
          onKeyDown={(press) => {
            if (!sends(press)) return;
            press.preventDefault();
            submit();
          }}
        />
        <button type="button" class="send" disabled={empty || over > 0 || busy.value} onClick={submit}>
          <Icon name="send" />
          <span class="sr-only">{words.t("send")}</span>
        </button>
      </div>
      <p class="write-error" role="status">
        {over > 0 ? words.t("too_long", { n: over }) : why.value}
      </p>
    </div>
  );
}

/** What happened, what was kept, what to do. */
function whyNot(problem: unknown, words: Words): string {
  if (!(problem instanceof HttpRefused)) return words.t("first_offline");
  if (problem.code !== "rate_limited") return words.t("first_refused");
  return words.t("first_later", { span: spanText(Math.max(60_000, problem.retryAfterMs ?? 0), words) });
}

/** Signed in where one wrote before signing in: whose is that conversation now? */
function Take(parts: TakeParts): JSX.Element {
  const { words, answer } = parts;
  const busy = useSignal(false);
  const failed = useSignal(false);
  const choose = (take: boolean): void => {
    if (busy.peek()) return;
    busy.value = true;
    answer(take).catch(() => {
      busy.value = false;
      failed.value = true;
    });
  };
  return (
    <div class="room first" lang={words.lang} dir={words.dir}>
      <Head {...parts} title={words.t("take_title")} />
      <div class="first-words first-take">
        <p>{words.t("take_text")}</p>
        <button type="button" class="primary" disabled={busy.value} onClick={() => choose(true)}>
          {words.t("take_yes")}
        </button>
        <button type="button" class="second" disabled={busy.value} onClick={() => choose(false)}>
          {words.t("take_no")}
        </button>
        <p class="muted">{words.t("take_no_text")}</p>
        <p class="write-error" role="status">
          {failed.value && words.t("take_failed")}
        </p>
      </div>
    </div>
  );
}

export const dress = dressed(css);

export const part: FirstScreens = {
  First,
  Take,
  openSupport,
  guest: (options, clientOf) => new Guest(options, clientOf),
};
