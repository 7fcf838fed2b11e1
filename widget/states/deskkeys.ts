/** Every key of the workspace, as its page registers them for an admin, in English words. */
import en from "../lang/en.json";
import type { Action } from "../src/desk/keys/actions";
import { actionsOf } from "../src/desk/room/acts";
import type { Case } from "../src/desk/room/case";
import { keysOf } from "../src/desk/ways";
import type { Work } from "../src/desk/work";
import { makeWords } from "../src/ui/words";

const words = makeWords("en", en);
/** Nothing is pressed: what an action would need to run is not here. */
const me = { can: ["settings", "see_load", "assign"] };
const work = { words, me, chosen: {} } as unknown as Work;
const held = { office: { me, client: {} } } as unknown as Case;

/** Where each means something: the beginning of its id, or of its key. */
const WHERE: readonly (readonly [string, string])[] = [
  ["offer.", "a room is offered"],
  ["room.", "a room is open"],
];

export interface KeyLine {
  readonly key: string;
  readonly where: string;
  readonly does: string;
}

const whereOf = ({ id }: Action): string => WHERE.find(([begin]) => id.startsWith(begin))?.[1] ?? "anywhere";

/** One line a key and place: what it does now and what it does the next time stand side by side. */
function lines(all: readonly Action[]): KeyLine[] {
  const found = new Map<string, KeyLine>();
  for (const one of all) {
    const where = whereOf(one);
    const { key = "", label } = one;
    const before = found.get(where + key)?.does;
    found.set(where + key, { key, where, does: before ? `${before} / ${label}` : label });
  }
  return [...found.values()];
}

export const KEY_LINES: readonly KeyLine[] = lines([
  ...keysOf(work),
  ...actionsOf(held, words, () => undefined),
]);
