/** What a state is: a name, where it is met, what one sees there, and how it comes about. */
import type { Stage } from "./stage";

export type Surface = "room page" | "staff's page" | "website widget" | "workspace" | "demo";

export interface State {
  readonly name: string;
  readonly surface: Surface;
  /** A short sentence: what the person sees. */
  readonly sees: string;
  readonly open: (stage: Stage) => Promise<void>;
}

type Told = readonly [name: string, sees: string, open: (stage: Stage) => Promise<void>];

/** The states of one surface, one a line: name, what one sees, how it comes about. */
export const statesOf = (surface: Surface, ...told: readonly Told[]): readonly State[] =>
  told.map(([name, sees, open]) => ({ name, surface, sees, open }));
