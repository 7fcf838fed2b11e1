/** The four shapes: customer a circle, driver a chevron, merchant a square, agent a diamond. */
import type { JSX } from "preact";
import type { Mark } from "../core/cursors";

const DIAMOND = "M8 1.6 14.4 8 8 14.4 1.6 8Z";
const OUTLINES = {
  customer: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2Z",
  driver: "M3 2.4 14 8 3 13.6 5.4 8Z",
  merchant: "M3 3h10v10H3Z",
  agent: DIAMOND,
  supervisor: DIAMOND,
  admin: DIAMOND,
  bot: "M8 2 13.2 5v6L8 14l-5.2-3V5Z",
  member: "M8 3.4a4.6 4.6 0 1 1 0 9.2 4.6 4.6 0 0 1 0-9.2Z",
};

export function outlineOf(role: string): string {
  return (OUTLINES as Readonly<Record<string, string>>)[role] ?? OUTLINES.member;
}

function Shape({ role, mark, pip }: { role: string; mark: Mark; pip: string }): JSX.Element {
  return (
    <span class={`shape ${pip} role-${role} mark-${mark}`}>
      {["line", "fill"].map((part) => (
        <svg key={part} class={`shape-${part}`} viewBox="0 0 16 16" aria-hidden="true">
          <path d={outlineOf(role)} />
        </svg>
      ))}
    </span>
  );
}

/** A role's shape, filled. Decoration: the words beside it say the same. */
export function RoleShape({ role }: { role: string }): JSX.Element {
  return <Shape role={role} mark="read" pip="" />;
}

/** Outline = sent, half = delivered, filled = read. */
export function PipShape({ role, mark }: { role: string; mark: Mark }): JSX.Element {
  return <Shape role={role} mark={mark} pip="pip" />;
}

export interface FaceParts {
  name: string;
  role: string;
  presence: string;
}

/** Initial, presence as a ring, and the role's shape in the corner. */
export function Face({ name, role, presence }: FaceParts): JSX.Element {
  return (
    <span class={`face role-${role} is-${presence}`} aria-hidden="true">
      <span class="face-initial">{[...name][0]}</span>
      <span class="face-corner">
        <RoleShape role={role} />
      </span>
    </span>
  );
}
