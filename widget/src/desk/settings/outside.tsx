/** What leaves the house: API keys for the shop's servers, and where they are told of events. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../calls";
import { Copy } from "./copy";
import { Boxes, Card, type Fields, Form, Line, type Parts, Waits, whyNot } from "./form";
import { useLoaded } from "./loaded";
import { Remove } from "./many";
import { when } from "./widgets";

interface Key {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly tail: string;
  readonly made: string;
  readonly used: string | null;
  readonly revoked: string | null;
}

const SCOPES = ["read", "rooms", "users", "invites", "webhooks"] as const;

export function KeysSection({ desk, words }: Parts): JSX.Element {
  const keys = useLoaded<{ keys: readonly Key[] }>(desk, "/v1/desk/keys");
  const [made, setMade] = useState<{ key: string; name: string } | null>(null);
  const save = (fields: Fields) => {
    const scopes = (fields.scopes ?? "").split(" ").filter(Boolean);
    if (!fields.name || scopes.length === 0) return words.t("set_key_bad");
    return { method: "POST", path: "/v1/desk/keys", body: { name: fields.name, scopes } };
  };
  const saved = (told: unknown) => {
    setMade(told as { key: string; name: string });
    keys.again();
  };
  return (
    <Card id="keys" title={words.t("set_keys")} text={words.t("set_keys_text")}>
      <Form
        desk={desk}
        words={words}
        bad={words.t("set_key_bad")}
        action={words.t("set_key_make")}
        save={save}
        saved={saved}
      >
        <Line id="name" label={words.t("set_key_name")} />
        <Boxes
          id="scopes"
          label={words.t("set_key_scopes")}
          chosen={["read"]}
          options={SCOPES.map((one) => ({ value: one, text: words.t(`set_scope_${one}`) }))}
        />
      </Form>
      {made && (
        <Copy
          key={made.key}
          words={words}
          label={words.t("set_key_new", { name: made.name })}
          text={made.key}
          note={words.t("set_key_once")}
        />
      )}
      <Waits
        words={words}
        from={keys}
        show={(told) => (
          <ul class="set-list">
            {told.keys.map((one) => (
              <OneKey key={one.id} desk={desk} words={words} one={one} changed={keys.again} />
            ))}
          </ul>
        )}
      />
    </Card>
  );
}

function OneKey({ desk, words, one, changed }: Parts & { one: Key; changed: () => void }): JSX.Element {
  const used = one.used
    ? words.t("set_key_used", { when: when(one.used, words) })
    : words.t("set_key_used_not");
  return (
    <li class="set-item set-item-top">
      <div class="set-item-row">
        <bdi>{one.name}</bdi> <code>…{one.tail}</code>
        <p class="muted">
          {words.list(one.scopes.map((scope) => words.maybe(`set_scope_${scope}`, scope)))} ·{" "}
          {one.revoked ? words.t("set_key_over") : used}
        </p>
      </div>
      {!one.revoked && (
        <Remove
          parts={{ desk, words }}
          path={`/v1/desk/keys/${one.id}`}
          name={one.name}
          label={words.t("set_key_revoke")}
          done={changed}
        />
      )}
    </li>
  );
}

interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly room: string | null;
  readonly state: "waiting" | "done" | "failed" | "dropped";
  readonly attempts: number;
  readonly status: number | null;
  readonly reason: string | null;
  readonly made: string;
}

interface Hook {
  readonly url: string;
  readonly after_s: Readonly<Record<string, number>>;
  readonly by: "settings" | "desk" | null;
  readonly state: "off" | "on" | "gone";
  readonly deliveries: readonly Delivery[];
}

const PATH = "/v1/desk/webhook";
const ROLES = ["driver", "customer", "merchant"] as const;

export function WebhookSection({ desk, words }: Parts): JSX.Element {
  const hook = useLoaded<Hook>(desk, PATH);
  return (
    <Waits
      words={words}
      from={hook}
      show={(told) => (
        <>
          <Aim key={told.url} desk={desk} words={words} hook={told} changed={hook.again} />
          <Log desk={desk} words={words} hook={told} changed={hook.again} />
        </>
      )}
    />
  );
}

interface HookParts extends Parts {
  readonly hook: Hook;
  readonly changed: () => void;
}

function Aim({ desk, words, hook, changed }: HookParts): JSX.Element {
  const save = (fields: Fields) => {
    const said = ROLES.map((role) => [role, Number(fields[role])]).filter(([, seconds]) => seconds);
    return { method: "PUT", path: PATH, body: { url: fields.url, after_s: Object.fromEntries(said) } };
  };
  return (
    <Card id="hook" title={words.t("set_hook")} text={words.t("set_hook_text")}>
      {hook.by === "settings" && <p>{words.t("set_hook_given")}</p>}
      <Form desk={desk} words={words} bad={words.t("set_hook_bad")} save={save} saved={changed}>
        <Line id="url" label={words.t("set_hook_url")} type="url" value={hook.url} />
        <div class="set-beside">
          {ROLES.map((role) => (
            <Line
              key={role}
              id={role}
              label={words.t(`set_hook_${role}`)}
              type="number"
              value={`${hook.after_s[role] ?? ""}`}
            />
          ))}
        </div>
      </Form>
      {hook.by === "desk" && hook.url && <Secret desk={desk} words={words} />}
    </Card>
  );
}

function Secret({ desk, words }: Parts): JSX.Element {
  const [secret, setSecret] = useState("");
  const [why, setWhy] = useState("");
  const draw = async () => {
    const told = await desk.attempt(() => call<{ secret: string }>("POST", `${PATH}/secret`));
    if (typeof told === "string") setWhy(whyNot(told, words, words.t("desk_not_now")));
    else setSecret(told.secret);
  };
  return (
    <>
      <div class="set-row">
        <button type="button" class="secondary" onClick={draw}>
          {words.t("set_hook_draw")}
        </button>
        <p class="set-said" role="alert">
          {why}
        </p>
      </div>
      {secret && (
        <Copy
          key={secret}
          words={words}
          label={words.t("set_hook_secret")}
          text={secret}
          note={words.t("set_hook_once")}
        />
      )}
    </>
  );
}

function Log({ desk, words, hook, changed }: HookParts): JSX.Element {
  const [why, setWhy] = useState("");
  const ask = async (path: string) => {
    const told = await desk.attempt(() => call("POST", path));
    setWhy(typeof told === "string" ? whyNot(told, words, words.t("desk_not_now")) : "");
    changed();
  };
  return (
    <Card id="log" title={words.t("set_log")} text={words.t("set_log_text")}>
      {hook.state === "gone" && (
        <div class="set-row">
          <p>{words.t("set_hook_gone")}</p>
          <button type="button" class="secondary" onClick={() => ask(`${PATH}/enable`)}>
            {words.t("set_hook_enable")}
          </button>
        </div>
      )}
      <p role="alert">{why}</p>
      {hook.deliveries.length === 0 && <p class="set-empty">{words.t("set_log_empty")}</p>}
      <ul class="set-list">
        {hook.deliveries.map((one) => (
          <OneDelivery
            key={one.id}
            words={words}
            one={one}
            again={() => ask(`${PATH}/deliveries/${one.id}/again`)}
          />
        ))}
      </ul>
    </Card>
  );
}

function OneDelivery({
  words,
  one,
  again,
}: {
  words: Parts["words"];
  one: Delivery;
  again: () => void;
}): JSX.Element {
  return (
    <li class="set-item set-item-top">
      <div class="set-item-row">
        <code>{one.event}</code> {one.room && <bdi class="muted">{one.room}</bdi>}
        <p class="muted">
          {words.t(`set_delivery_${one.state}`)} · {words.n("set_tries", one.attempts)}
          {one.status && ` · ${one.status}`}
          {one.reason && ` · ${words.maybe(`set_cause_${one.reason}`, one.reason)}`} · {when(one.made, words)}
        </p>
      </div>
      {one.state !== "waiting" && (
        <button
          type="button"
          class="secondary"
          aria-label={`${words.t("set_send_again")}: ${one.event} ${one.room ?? ""}`}
          onClick={again}
        >
          {words.t("set_send_again")}
        </button>
      )}
    </li>
  );
}
