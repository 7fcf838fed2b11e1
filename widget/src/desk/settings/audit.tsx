/** The audit log as people read it: who did what to what is whose, newest first, a page at a time. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../calls";
import { detailsOf, type More } from "./audited";
import type { Colleague } from "./colleagues";
import { Card, type Parts } from "./form";
import { useLoaded } from "./loaded";

interface Act {
  readonly position: number;
  readonly at: string;
  readonly by: string | null;
  readonly by_name: string | null;
  readonly act: string;
  readonly on: string | null;
  readonly more: More;
}

interface Page {
  readonly acts: readonly Act[];
  readonly next: string | null;
}

export function AuditSection({ desk, words }: Parts): JSX.Element {
  const people = useLoaded<{ staff: readonly Colleague[] }>(desk, "/v1/desk/staff");
  const [acts, setActs] = useState<readonly Act[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const read = async (cursor: string | null) => {
    const path = cursor ? `/v1/desk/audit?cursor=${cursor}` : "/v1/desk/audit";
    const told = await desk.attempt(() => call<Page>("GET", path));
    setFailed(typeof told === "string");
    if (typeof told === "string") return;
    setActs((held) => [...(cursor ? (held ?? []) : []), ...told.acts]);
    setNext(told.next);
  };
  useEffect(() => {
    read(null);
  }, []);
  const names = new Map(people.told?.staff.map((one) => [one.user, one.name]));
  return (
    <Card id="audit" title={words.t("set_audit")} text={words.t("set_audit_text")}>
      {!acts && !failed && <div class="set-bones" role="status" aria-label={words.t("set_loading")} />}
      <ol class="set-acts" aria-live="polite">
        {acts?.map((one) => (
          <OneAct key={one.position} words={words} act={one} names={names} />
        ))}
      </ol>
      <p role="alert">{failed && words.t("set_not_here")}</p>
      {(next || failed) && (
        <button type="button" class="secondary" onClick={() => read(next)}>
          {words.t(failed ? "desk_again" : "set_audit_more")}
        </button>
      )}
    </Card>
  );
}

interface ActParts {
  readonly words: Parts["words"];
  readonly act: Act;
  readonly names: ReadonlyMap<string, string>;
}

function OneAct({ words, act, names }: ActParts): JSX.Element {
  const who = act.by === null ? words.t("set_audit_operator") : (act.by_name ?? act.by);
  const details = detailsOf(act.act, act.more, words);
  return (
    <li class="set-act">
      <time dateTime={act.at} class="muted">
        {words.day(act.at, Date.now())} {words.time(act.at)}
      </time>
      <span>
        <b>
          <bdi>{who}</bdi>
        </b>{" "}
        {words.maybe(`set_act_${act.act}`, act.act)}
        {act.on && !act.more.name && !act.more.email && (
          <>
            {" · "}
            <bdi>{names.get(act.on) ?? act.on}</bdi>
          </>
        )}
        {details && <bdi class="muted"> ({details})</bdi>}
      </span>
    </li>
  );
}
