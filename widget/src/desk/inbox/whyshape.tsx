/** The shapes of a row: of its reason (the words beside it say the same), of whom it is about. */
import type { JSX } from "preact";
import { type FaceParts, outlineOf, PipShape } from "../../ui/shapes";
import type { Row } from "./row";
import { typist, type Why } from "./standing";

const PATHS: Partial<Record<Why, string>> = {
  offer: "M8 1.6 14.4 8 8 14.4 1.6 8ZM5.4 8h5.2M8 5.4v5.2",
  help: "M8 1.8 15 14H1ZM8 6.2v3.6M8 12h.01",
  waiting: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.4V8l2.6 1.6",
  due: "M3.5 14.5v-12h9l-2.4 3 2.4 3h-9",
  mention: "M10.6 8a2.6 2.6 0 1 1-5.2 0 2.6 2.6 0 0 1 5.2 0Zm0 0c0 2.6 3.4 2.4 3.4-.6a6 6 0 1 0-2.4 5.2",
  back: "M6 4 2.5 7.5 6 11M2.5 7.5h7a4 4 0 0 1 4 4v1.5",
  snoozed: "M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z",
};

export function WhyShape({ row, why }: { row: Row; why: Why }): JSX.Element | null {
  if (why === "typing") return <RowShape role={typist(row)?.role ?? "member"} />;
  if (why === "unseen") return <Unseen row={row} />;
  const path = PATHS[why];
  if (!path) return null;
  return (
    <svg class="why-shape" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** A role's shape, filled: one drawing, where a pip has two. Hundreds of them stand in a list that moves. */
function RowShape({ role }: { role: string }): JSX.Element {
  return (
    <svg class={`row-shape role-${role}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={outlineOf(role)} />
    </svg>
  );
}

/** As `Face`, with the same shape. */
export function RowFace({ name, role, presence }: FaceParts): JSX.Element {
  return (
    <span class={`face role-${role} is-${presence}`} aria-hidden="true">
      {[...name][0]}
      <span class="face-corner">
        <RowShape role={role} />
      </span>
    </span>
  );
}

function Unseen({ row }: { row: Row }): JSX.Element {
  return (
    <>
      {row.unseen.slice(0, 3).map(({ user, role, delivered }) => (
        <PipShape key={user} role={role} mark={delivered ? "delivered" : "sent"} />
      ))}
    </>
  );
}
