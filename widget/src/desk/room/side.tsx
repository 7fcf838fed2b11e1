/** The side column: whose the room is and what is noted of it, who takes part and how far they are, side rooms, facts. */

import { signal } from "@preact/signals-core";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { SharedContext } from "../../ui/context";
import { Facts } from "../../ui/facts";
import { Asking } from "./asking";
import { caseOf } from "./cases";
import { Lanes } from "./lanes";
import { NotedOf } from "./noted";
import { PeopleHere } from "./peoplehere";
import { CaseContext, type ColumnParts, useCase, useShown } from "./place";
import { WhoHasIt } from "./whohas";

export function SideColumn(parts: ColumnParts): JSX.Element {
  return <OneSide key={parts.room} {...parts} />;
}

function OneSide(parts: ColumnParts): JSX.Element {
  const held = caseOf(parts, parts.room);
  useShown(held);
  const { words, client } = parts;
  const shared = useMemo(
    () => ({
      client,
      words,
      room: held.room,
      view: "agent" as const,
      shelf: held.office.shelf,
      Extra: () => null,
      asked: signal(null),
      heard: signal([]),
      pressed: { current: null },
    }),
    [held],
  );
  return (
    <CaseContext.Provider value={held}>
      <SharedContext.Provider value={shared}>
        <div class="desk-side" lang={words.lang} dir={words.dir}>
          <WhoHasIt />
          <NotedOf />
          <PeopleHere />
          <Lanes />
          <Known />
          <Asking of="side" />
        </div>
      </SharedContext.Provider>
    </CaseContext.Provider>
  );
}

/** Facts as staff see them, and what the host tells staff alone. */
function Known(): JSX.Element | null {
  const held = useCase();
  const { words } = held.office;
  const { facts, metadata } = held.room.state.value;
  const told = Object.entries(metadata ?? {});
  if (facts.length === 0 && told.length === 0) return null;
  return (
    <section class="side-part">
      <h2>{words.t("facts")}</h2>
      <Facts />
      {told.length > 0 && (
        <dl class="metadata" aria-label={words.t("metadata")}>
          {told.map(([key, value]) => (
            <div key={key}>
              <dt dir="auto">{key}</dt>
              <dd dir="auto">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
