/** The supervisor's view, live: who has how much, who waits how long; a room is looked into, or given to somebody else. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { spanText } from "../../ui/span";
import type { Words } from "../../ui/words";
import type { Row } from "../inbox/row";
import { since, titleOf, whyText } from "../inbox/said";
import type { Inbox } from "../inbox/store";
import type { Work } from "../work";
import { type AgentLoad, type Load, loadNow, ranked } from "./load";

const EVERY_MS = 5_000;

/** Asked for every five seconds while somebody can see it. */
function useLoad(work: Work): { load: Load | null; failed: boolean } {
  const [load, take] = useState<Load | null>(null);
  const [failed, fail] = useState(false);
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState !== "visible") return;
      work.desk.attempt(loadNow).then((told) => {
        fail(typeof told === "string");
        if (typeof told !== "string") take(told);
      });
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, [work]);
  return { load, failed };
}

export function TeamPage({ work }: { work: Work }): JSX.Element {
  const { words } = work;
  const { load, failed } = useLoad(work);
  const [open, show] = useState<string | null>(null);
  const agents = ranked(load?.agents ?? []);
  return (
    <section class="team" aria-labelledby="team">
      <h1 id="team">{words.t("desk_team")}</h1>
      <p class="muted" role="status">
        {failed ? words.t("desk_team_old") : load && queueText(load, work)}
      </p>
      {load && agents.length === 0 && <p>{words.t("desk_team_none")}</p>}
      {agents.length > 0 && (
        <table class="team-table">
          <Head words={words} />
          <tbody>
            {agents.map((agent) => (
              <OneAgent
                key={agent.user}
                agent={agent}
                agents={agents}
                work={work}
                open={open === agent.user}
                flip={() => show(open === agent.user ? null : agent.user)}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function queueText({ queue }: Load, work: Work): string {
  const { words } = work;
  const { waiting, longest_wait_since: from } = queue;
  if (waiting === 0 || !from) return words.t("desk_team_calm");
  return words.n("desk_team_queue", waiting, { span: since(from, work.now.value, words) });
}

function Head({ words }: { words: Words }): JSX.Element {
  return (
    <thead>
      <tr>
        {(["agent", "state", "open", "waiting", "longest"] as const).map((name) => (
          <th key={name} scope="col">
            {words.t(`desk_team_${name}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface AgentParts {
  readonly agent: AgentLoad;
  readonly agents: readonly AgentLoad[];
  readonly work: Work;
  readonly open: boolean;
  readonly flip: () => void;
}

function OneAgent({ agent, agents, work, open, flip }: AgentParts): JSX.Element {
  const { words } = work;
  const { name, state, connected, capacity, waiting, longest_wait_s: longest } = agent;
  const cut = !connected && state !== "offline";
  return (
    <>
      <tr class="team-one">
        <th scope="row">
          <button type="button" class="team-open" aria-expanded={open} onClick={flip}>
            <bdi>{name}</bdi>
          </button>
        </th>
        <td class={`own is-${cut ? "offline" : state}`}>
          <i class="own-dot" aria-hidden="true" />
          {words.t(`desk_state_${state}`)}
          {cut && ` · ${words.t("desk_team_cut")}`}
        </td>
        <td>
          <meter
            min={0}
            max={Math.max(1, capacity)}
            value={Math.min(agent.open, capacity)}
            aria-hidden="true"
          />
          <span class="figure">{words.t("desk_team_of", { n: agent.open, all: capacity })}</span>
        </td>
        <td class="figure">{waiting}</td>
        <td class="figure">{longest === null ? "" : spanText(longest * 1000, words)}</td>
      </tr>
      {open && (
        <tr>
          <td colSpan={5}>
            <Theirs agent={agent} agents={agents} work={work} />
          </td>
        </tr>
      )}
    </>
  );
}

/** The rooms that somebody has, as the inbox knows them. */
function roomsOf(inbox: Inbox, user: string): Row[] {
  const rows: Row[] = [];
  for (const { row } of inbox.all) if (row.held.agent === user && row.status === "open") rows.push(row);
  return rows.sort((a, b) => (a.waiting?.since ?? "~").localeCompare(b.waiting?.since ?? "~"));
}

function Theirs({ agent, agents, work }: Pick<AgentParts, "agent" | "agents" | "work">): JSX.Element {
  const { words } = work;
  const rows = roomsOf(work.list.value.inbox, agent.user);
  if (rows.length === 0) return <p class="muted">{words.t("desk_team_no_rooms", { name: agent.name })}</p>;
  return (
    <ul class="theirs">
      {rows.map((row) => (
        <OneRoom key={row.room} row={row} agent={agent} agents={agents} work={work} />
      ))}
    </ul>
  );
}

function OneRoom({
  row,
  agent,
  agents,
  work,
}: Pick<AgentParts, "agent" | "agents" | "work"> & { row: Row }): JSX.Element {
  const { words } = work;
  const title = [titleOf(row, words), row.subject].filter(Boolean).join(" · ");
  const give = async (to: string): Promise<void> => {
    const name = agents.find(({ user }) => user === to)?.name ?? to;
    const why = await work.act(row.room, { act: "assign", agent: to });
    work.said.value = why ? words.t("desk_not_now") : words.t("desk_team_given", { title, name });
  };
  const why = work.inbox.item(row.room)?.standing.why ?? "rest";
  return (
    <li class="theirs-one">
      <bdi>{title}</bdi>
      <span class="muted">{whyText(row, why, work.now.value, words)}</span>
      <button
        type="button"
        class="secondary"
        aria-label={`${words.t("desk_team_look")}: ${title}`}
        onClick={() => work.open(row.room)}
      >
        {words.t("desk_team_look")}
      </button>
      <label>
        <span class="sr-only">{words.t("desk_team_give", { title })}</span>
        <select value="" onChange={(event: Event) => give((event.currentTarget as HTMLSelectElement).value)}>
          <option value="">{words.t("desk_team_give_to")}</option>
          {agents
            .filter(({ user }) => user !== agent.user)
            .map(({ user, name }) => (
              <option key={user} value={user}>
                {name}
              </option>
            ))}
        </select>
      </label>
    </li>
  );
}
