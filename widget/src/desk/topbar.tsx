/** Above everything: where one can go, what one takes just now, whether the server is there. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { RoleShape } from "../ui/shapes";
import { keyText } from "./keys/palette";
import { type Route, START } from "./route";
import type { AgentState, Work } from "./work";

const STATES: readonly AgentState[] = ["online", "busy", "away", "offline"];

export function TopBar({ work }: { work: Work }): JSX.Element {
  const { words } = work;
  return (
    <header class="bar">
      <Nav work={work} />
      <button
        type="button"
        class="bar-find"
        data-key={keyText("mod+k")}
        aria-label={words.t("desk_actions")}
        onClick={() => {
          work.palette.value = true;
        }}
      >
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4 4" />
        </svg>
        <span class="bar-find-text">{words.t("desk_actions")}</span>
      </button>
      <OwnState work={work} />
      <Menu work={work} />
    </header>
  );
}

function Nav({ work }: { work: Work }): JSX.Element {
  const { words, me } = work;
  const { at } = work.route.value;
  const to = (route: Route, text: string): JSX.Element => (
    <button
      type="button"
      class="bar-to"
      aria-current={at === route.at ? "page" : undefined}
      onClick={() => work.go(route)}
    >
      {text}
    </button>
  );
  return (
    <nav class="bar-nav" aria-label={words.t("desk_title")}>
      {to({ ...START, view: work.inbox.view }, words.t("inbox"))}
      {me.can.includes("see_load") && to({ at: "team" }, words.t("desk_team"))}
    </nav>
  );
}

/** Only who is online is offered rooms. */
function OwnState({ work }: { work: Work }): JSX.Element {
  const { words } = work;
  const state = work.agent.value?.state ?? "offline";
  return (
    <label class={`own is-${state}`}>
      <i class="own-dot" aria-hidden="true" />
      <span class="sr-only">{words.t("desk_state")}</span>
      <select
        value={state}
        onChange={(event: Event) => work.say((event.currentTarget as HTMLSelectElement).value as AgentState)}
      >
        {STATES.map((one) => (
          <option key={one} value={one}>
            {words.t(`desk_state_${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Menu({ work }: { work: Work }): JSX.Element {
  const { words, me } = work;
  const list = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // On an entry or beside the list: either way it has done its work.
    list.current?.addEventListener("click", () => list.current?.close());
  }, []);
  return (
    <>
      <button
        type="button"
        class="menu-open"
        aria-haspopup="dialog"
        onClick={() => list.current?.showModal()}
      >
        <RoleShape role={me.role} />
        <bdi>{me.name}</bdi>
        <span class="sr-only">{words.t("desk_menu")}</span>
      </button>
      <dialog class="menu" ref={list} aria-label={words.t("desk_menu")}>
        <ul>
          {waysOf(work).map(([text, act]) => (
            <li key={text}>
              <button type="button" onClick={act}>
                {text}
              </button>
            </li>
          ))}
        </ul>
      </dialog>
    </>
  );
}

/** Where the menu leads, by what one may do. */
export function waysOf(work: Work): [string, () => void][] {
  const { words, me } = work;
  const ways: [string, () => void, boolean][] = [
    [words.t("desk_settings"), () => work.go({ at: "settings", section: "" }), true],
    [words.t("desk_team"), () => work.go({ at: "team" }), me.can.includes("see_load")],
    [words.t("desk_alerts"), () => work.go({ at: "alerts" }), true],
    [words.t("desk_own"), () => work.go({ at: "devices" }), true],
    [words.t("desk_sign_out"), () => void work.leave(), true],
  ];
  return ways.filter(([, , may]) => may).map(([text, act]) => [text, act]);
}

const PATIENCE_MS = 1_000;

/** The path to the server, in words, across the top: never a toast. */
export function PathLine({ work }: { work: Work }): JSX.Element | null {
  const { words, client } = work;
  const { phase } = client.connection.value;
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    setPatient(true);
    if (phase === "online") return;
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [phase === "online"]);
  const lost = phase !== "online" && !patient;
  return (
    <div class={`desk-path ${lost ? "is-lost" : ""}`} role="status">
      {lost && (
        <>
          <span>{words.t(work.inbox.ready ? "desk_path_lost" : "desk_path_none")}</span>
          <button type="button" class="link" onClick={() => client.reconnect()}>
            {words.t("try_now")}
          </button>
        </>
      )}
    </div>
  );
}
