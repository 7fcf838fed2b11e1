/** Who works, how much they have, who waits how long: as the server counts it. */
import { call } from "../calls";

export interface AgentLoad {
  readonly user: string;
  readonly name: string;
  readonly state: "online" | "busy" | "away" | "offline";
  readonly since: string;
  /** Is a page of theirs open? What they said of themselves stands for a while without. */
  readonly connected: boolean;
  readonly open: number;
  readonly capacity: number;
  readonly waiting: number;
  readonly longest_wait_s: number | null;
}

export interface Load {
  readonly agents: readonly AgentLoad[];
  readonly queue: { readonly waiting: number; readonly longest_wait_since: string | null };
}

export const loadNow = (): Promise<Load> => call("GET", "/v1/desk/load");

const STATES = ["online", "busy", "away", "offline"];

/** Who works stands above who does not; whose customer waits longest comes first. */
export function ranked(agents: readonly AgentLoad[]): AgentLoad[] {
  const place = ({ state }: AgentLoad): number => STATES.indexOf(state);
  const wait = ({ longest_wait_s }: AgentLoad): number => longest_wait_s ?? -1;
  return [...agents].sort(
    (a, b) => place(a) - place(b) || wait(b) - wait(a) || b.open - a.open || a.name.localeCompare(b.name),
  );
}
