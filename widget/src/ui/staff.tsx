/** What only staff have on their page: the side panel, notes, and the way in and out of a room. Loaded on that page alone. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { ask } from "../client/calls";
import { isStaff } from "../core/state";
import css from "../css/staff.css?text";
import type { AudienceParts, StaffParts } from "./context";
import { roleWord, useShared } from "./context";
import { Facts } from "./facts";
import { RoleShape } from "./shapes";
import { News } from "./staff/news";

/** Beside the room, where there is space: people, facts, and what the host tells only staff. */
function Side(): JSX.Element {
  const { room, words } = useShared();
  const { metadata } = room.state.value;
  return (
    <section class="side" aria-label={words.t("order_side")}>
      <News />
      <PeopleList />
      <Facts />
      {metadata && Object.keys(metadata).length > 0 && (
        <section class="metadata">
          <h2>{words.t("metadata")}</h2>
          <dl>
            {Object.entries(metadata).map(([key, value]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </section>
  );
}

function PeopleList(): JSX.Element {
  const { room, words } = useShared();
  return (
    <ul class="people-list" aria-label={words.t("people_here")}>
      {room.participants.value.map((who) => (
        <li key={who.user}>
          <RoleShape role={who.role} />
          <bdi>{who.name}</bdi>
          <span class="muted">{roleWord(words, who.role)}</span>
          <span class={`presence is-${who.presence}`}>{words.t(who.presence)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Takes this person in or out, as the server's own door for memberships does for everybody. */
function useMembership(method: "PUT" | "DELETE"): { busy: boolean; failed: boolean; go: () => void } {
  const { client, room } = useShared();
  const state = useSignal<"idle" | "busy" | "failed">("idle");
  const go = (): void => {
    const me = client.me.peek();
    if (!me || state.peek() === "busy") return;
    state.value = "busy";
    const path = `/v1/rooms/${encodeURIComponent(room.id)}/participants/${encodeURIComponent(me.id)}`;
    const as = method === "PUT" ? { role: "agent", name: me.name ?? me.id } : undefined;
    ask(client, path, { method, body: as }).then(
      () => {
        state.value = "idle";
      },
      () => {
        state.value = "failed";
      },
    );
  };
  return { busy: state.value === "busy", failed: state.value === "failed", go };
}

/** Instead of the room's composer while nobody knows that we are here. */
function Observing(): JSX.Element {
  const { words } = useShared();
  const { busy, failed, go } = useMembership("PUT");
  return (
    <div class="observing">
      <p role="status">{words.t(failed ? "step_failed" : "observing")}</p>
      <button type="button" class="primary" disabled={busy} onClick={go}>
        {words.t("step_in")}
      </button>
    </div>
  );
}

function StepOut(): JSX.Element | null {
  const { client, room, words } = useShared();
  const { busy, failed, go } = useMembership("DELETE");
  const { you } = room.state.value;
  if (!you || you.observer || !isStaff(client.me.value?.role)) return null;
  return (
    <button type="button" class="step-out" disabled={busy} onClick={go}>
      {words.t(failed ? "step_again" : "step_out")}
    </button>
  );
}

/** Who reads what is being written: chosen where it is written, worn by the composer. */
function Audience({ note, setNote }: AudienceParts): JSX.Element {
  const { words } = useShared();
  const choice = (staff: boolean) => (
    <label class={`audience-choice ${staff ? "is-staff" : ""}`}>
      <input type="radio" name="audience" checked={note === staff} onChange={() => setNote(staff)} />
      {staff && <RoleShape role="agent" />}
      <span>{words.t(staff ? "only_staff" : "to_everyone")}</span>
    </label>
  );
  return (
    <div class="audience" role="radiogroup" aria-label={words.t("audience")}>
      {choice(false)}
      {choice(true)}
    </div>
  );
}

export const staff: StaffParts = { Side, Observing, StepOut, Audience };

/** Through the CSSOM, which a strict content policy allows. */
export function dressStaff(page: Document): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
}
