/** The rooms that are open at the desk, each once however many columns show it. */
import type { Client } from "../../client";
import { Case } from "./case";
import { Office, type OfficeParts } from "./office";
import { undoneText } from "./why";

interface Counter {
  readonly office: Office;
  readonly cases: Map<string, Case>;
}

/** One for each client. */
const counters = new WeakMap<Client, Counter>();

/** Opened by whatever asks first, and closed when nothing shows it any more. */
export function caseOf(parts: OfficeParts, room: string): Case {
  const counter = counters.get(parts.client) ?? { office: new Office(parts), cases: new Map() };
  counters.set(parts.client, counter);
  const { office, cases } = counter;
  const held = cases.get(room) ?? newCase(office, room, cases);
  cases.set(room, held);
  return held;
}

function newCase(office: Office, room: string, cases: Map<string, Case>): Case {
  return new Case(
    office,
    room,
    () => cases.delete(room),
    (held) => office.say(undoneText(held)),
  );
}
