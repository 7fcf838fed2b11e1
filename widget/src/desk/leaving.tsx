/** Who goes offline and has rooms is asked what becomes of them. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { call } from "./calls";
import type { Work } from "./work";

interface Taker {
  readonly id: string;
  readonly name: string;
}

interface Takers {
  readonly hand: readonly Taker[];
  readonly team: readonly Taker[];
}

const WAYS = ["pool", "hand", "team", "keep"] as const;
type Way = (typeof WAYS)[number];

/** Everybody of staff but oneself, and the teams. */
function useTakers({ desk, me }: Work): Takers {
  const [hand, people] = useState<readonly Taker[]>([]);
  const [team, teams] = useState<readonly Taker[]>([]);
  useEffect(() => {
    void desk
      .attempt(() => call<{ staff: { user: string; name: string }[] }>("GET", "/v1/desk/staff"))
      .then((told) => {
        if (typeof told === "string") return;
        const others = told.staff.filter(({ user }) => user !== me.user);
        people(others.map(({ user, name }) => ({ id: user, name })));
      });
    void desk
      .attempt(() => call<{ teams: Taker[] }>("GET", "/v1/desk/teams"))
      .then((told) => typeof told !== "string" && teams(told.teams));
  }, []);
  return { hand, team };
}

/** What is said of one's rooms on going offline; null while it is not said to whom they go. */
export function saidOf(way: Way, to: string): object | null {
  if (way === "pool" || way === "keep") return { rooms: way };
  if (!to) return null;
  return { rooms: "hand", [way === "team" ? "team" : "to"]: to };
}

export function Leaving({ work }: { work: Work }): JSX.Element {
  const { words } = work;
  const dialog = useRef<HTMLDialogElement>(null);
  const takers = useTakers(work);
  const [way, choose] = useState<Way>("pool");
  const [to, give] = useState("");
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const stay = (): void => {
    work.leaving.value = false;
  };
  const said = saidOf(way, to);
  const whom = words.t(way === "team" ? "desk_leaving_to_team" : "desk_leaving_to");
  const go = (event: Event): void => {
    event.preventDefault();
    if (!said) return;
    stay();
    void work.say("offline", said);
  };
  const turn = (one: Way): void => {
    choose(one);
    give("");
  };
  return (
    <dialog class="leaving" ref={dialog} aria-labelledby="leaving" onClose={stay}>
      <form onSubmit={go}>
        <h2 id="leaving">{words.n("desk_leaving", work.mine)}</h2>
        {WAYS.map((one) => (
          <label key={one} class="flag">
            <input type="radio" name="way" checked={way === one} onChange={() => turn(one)} />
            <span>{words.t(`desk_leaving_${one}`)}</span>
          </label>
        ))}
        {(way === "hand" || way === "team") && (
          <select
            key={way}
            aria-label={whom}
            value={to}
            onChange={(event: Event) => give((event.currentTarget as HTMLSelectElement).value)}
          >
            <option value="">{whom}</option>
            {takers[way].map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <div class="leaving-keys">
          <button type="submit" class="primary" aria-disabled={!said}>
            {words.t("desk_leaving_go")}
          </button>
          <button type="button" class="secondary" onClick={() => dialog.current?.close()}>
            {words.t("desk_leaving_stay")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
