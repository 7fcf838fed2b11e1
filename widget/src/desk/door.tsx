/** Before one is in: no admin yet, the sign-in, a password set by a link, a link that opens nothing. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { RoleShape } from "../ui/shapes";
import type { Key, Words } from "../ui/words";
import { call, codeOf, type Look, type Me } from "./calls";
import { Field, Password, written } from "./field";
import type { Desk } from "./screen";

/** As many as a password has at least; the server's own word counts. */
const LEAST = 12;

function Door({
  title,
  words,
  children,
}: {
  title: Key;
  words: Words;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="door" dir={words.dir}>
      <RoleShape role="agent" />
      <h1>{words.t(title)}</h1>
      {children}
    </section>
  );
}

export function Nobody({ words, again }: { words: Words; again: () => void }): JSX.Element {
  return (
    <Door title="desk_nobody" words={words}>
      <p>{words.t("desk_nobody_text")}</p>
      <pre class="command" dir="ltr">
        <code>parley admin --email you@example.com</code>
      </pre>
      <p class="muted">{words.t("desk_nobody_next")}</p>
      <button type="button" class="secondary" onClick={again}>
        {words.t("desk_again")}
      </button>
    </Door>
  );
}

export function Away({ words, again }: { words: Words; again: () => void }): JSX.Element {
  return (
    <Door title="desk_away" words={words}>
      <p>{words.t("desk_away_text")}</p>
      <button type="button" class="primary" onClick={again}>
        {words.t("desk_again")}
      </button>
    </Door>
  );
}

/** Why nobody gets in, in words that say what to do. */
function whyNot(code: string, password: string): Key {
  if (code === "unauthenticated") return "desk_wrong";
  if (code === "rate_limited") return "desk_wait";
  if (code === "bad_field")
    return [...password].length < LEAST ? "desk_password_short" : "desk_password_common";
  return "desk_not_now";
}

interface FormParts {
  readonly words: Words;
  readonly path: string;
  readonly more?: Record<string, string>;
  readonly action: Key;
  readonly entered: (me: Me) => void;
  readonly dead?: (code: string) => boolean;
  readonly children: ComponentChildren;
}

/** A form that lets somebody in, or says why not and keeps what was written. */
function Entry({ words, path, more, action, entered, dead, children }: FormParts): JSX.Element {
  const [why, setWhy] = useState<Key | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    const fields = written(event);
    if (busy) return;
    setBusy(true);
    setWhy(null);
    try {
      entered(await call<Me>("POST", path, { ...more, ...fields }));
    } catch (error) {
      const code = codeOf(error);
      if (!dead?.(code)) setWhy(whyNot(code, fields.password ?? ""));
    }
    setBusy(false);
  };
  return (
    <form class="entry" onSubmit={send} noValidate>
      {children}
      <p class="entry-why" role="alert">
        {why && words.t(why)}
      </p>
      <button type="submit" class="primary" aria-disabled={busy}>
        {words.t(busy ? "desk_checking" : action)}
      </button>
    </form>
  );
}

export function SignIn({ desk, words, ended }: { desk: Desk; words: Words; ended: boolean }): JSX.Element {
  return (
    <Door title="desk_sign_in" words={words}>
      {ended && <p role="status">{words.t("desk_ended")}</p>}
      <Entry
        words={words}
        path="/v1/desk/session"
        action="desk_sign_in_go"
        entered={(me) => desk.signedIn(me)}
      >
        <Field id="email" label={words.t("desk_email")} type="email" autocomplete="username" />
        <Password words={words} fresh={false} />
      </Entry>
      <p class="muted">{words.t("desk_forgotten")}</p>
    </Door>
  );
}

interface LinkParts {
  readonly desk: Desk;
  readonly words: Words;
  readonly secret: string;
  readonly look: Look;
}

export function SetPassword({ desk, words, secret, look }: LinkParts): JSX.Element {
  const fresh = look.kind !== "reset";
  const dead = (code: string): boolean => {
    const over = code.startsWith("invite_") || code === "not_found";
    if (over) desk.screen.value = { at: "dead-link", code };
    return over;
  };
  return (
    <Door title={fresh ? "desk_welcome" : "desk_reset"} words={words}>
      <p>{words.t("desk_as", { email: look.email, role: words.t(`role_${look.role}`) })}</p>
      <Entry
        words={words}
        path="/v1/desk/links/use"
        more={{ secret }}
        action="desk_set_go"
        entered={(me) => desk.signedIn(me)}
        dead={dead}
      >
        <input type="hidden" class="sr-only" autocomplete="username" defaultValue={look.email} />
        {fresh && <Field id="name" label={words.t("desk_name")} autocomplete="name" value={look.name} />}
        <Password words={words} fresh={true} />
      </Entry>
    </Door>
  );
}

const DEAD: Readonly<Record<string, Key>> = {
  invite_expired: "desk_link_expired",
  invite_elsewhere: "desk_link_used",
  invite_revoked: "desk_link_replaced",
};

export function DeadLink({ words, code, go }: { words: Words; code: string; go: () => void }): JSX.Element {
  return (
    <Door title="desk_link_dead" words={words}>
      <p>{words.t(DEAD[code] ?? "desk_link_unknown")}</p>
      <p class="muted">{words.t("desk_link_next")}</p>
      <button type="button" class="secondary" onClick={go}>
        {words.t("desk_to_sign_in")}
      </button>
    </Door>
  );
}
