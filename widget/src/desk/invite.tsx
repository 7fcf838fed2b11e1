/** An admin invites a colleague: a link to hand over, which is shown once. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Key, Words } from "../ui/words";
import { call, type NewLink } from "./calls";
import { Field, written } from "./field";
import type { Desk } from "./screen";

const ROLES = ["agent", "supervisor", "admin"] as const;

export function Invite({ desk, words }: { desk: Desk; words: Words }): JSX.Element {
  const [link, setLink] = useState<NewLink | null>(null);
  const [role, setRole] = useState<string>("agent");
  const [why, setWhy] = useState<Key | null>(null);
  const send = async (event: Event) => {
    const fields = written(event);
    const told = await desk.attempt(() => call<NewLink>("POST", "/v1/desk/links", fields));
    setWhy(typeof told !== "string" ? null : told === "bad_field" ? "desk_invite_bad" : "desk_not_now");
    if (typeof told !== "string") setLink(told);
  };
  return (
    <section class="card" aria-labelledby="invite">
      <h2 id="invite">{words.t("desk_invite")}</h2>
      <p class="muted">{words.t("desk_invite_text")}</p>
      <form class="invite" onSubmit={send} noValidate>
        <Field id="email" label={words.t("desk_email")} type="email" />
        <p class="field">
          <label for="role">{words.t("desk_role")}</label>
          <select
            id="role"
            name="role"
            value={role}
            onChange={(event: Event) => setRole((event.currentTarget as HTMLSelectElement).value)}
          >
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {words.t(`role_${role}`)}
              </option>
            ))}
          </select>
        </p>
        <button type="submit" class="primary">
          {words.t("desk_invite_go")}
        </button>
      </form>
      <p class="entry-why" role="alert">
        {why && words.t(why)}
      </p>
      {link && <Made key={link.url} link={link} words={words} />}
    </section>
  );
}

/** The link itself: selected by a touch, copied by a key. */
function Made({ link, words }: { link: NewLink; words: Words }): JSX.Element {
  const [copied, setCopied] = useState<boolean | null>(null);
  const url = new URL(link.url, location.href).href;
  const copy = () =>
    navigator.clipboard.writeText(url).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div class="made" role="status">
      <p>{words.t("desk_invite_made", { email: link.email })}</p>
      <div class="made-link">
        <input
          readonly
          dir="ltr"
          value={url}
          aria-label={words.t("desk_invite_link")}
          onFocus={(event: FocusEvent) => (event.currentTarget as HTMLInputElement).select()}
        />
        <button type="button" class="secondary" onClick={copy}>
          {words.t(copied ? "desk_copied" : "desk_copy")}
        </button>
      </div>
      {copied === false && <p>{words.t("desk_copy_failed")}</p>}
    </div>
  );
}
