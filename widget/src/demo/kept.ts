/** What a reload keeps, in this tab only. */
import type { Lang } from "../core/wire";
import type { Order } from "./cast";

export interface Kept {
  readonly order: Order;
  /** The place in the script. */
  readonly at: number;
  readonly lang: Lang;
  readonly dark: boolean | null;
}

const KEY = "parley.demo";

export function load(): Partial<Kept> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<Kept>;
  } catch {
    return {};
  }
}

export function keep(change: Partial<Kept>): void {
  sessionStorage.setItem(KEY, JSON.stringify({ ...load(), ...change }));
}
