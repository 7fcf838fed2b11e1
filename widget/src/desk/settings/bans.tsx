/** Who is kept out: since when, by whom and why; let in again by whoever may. */
import type { JSX } from "preact";
import type { Me } from "../calls";
import { Card, type Parts, Waits } from "./form";
import { useLoaded } from "./loaded";
import { Remove } from "./many";
import { when } from "./widgets";

interface Ban {
  readonly user: string;
  readonly name: string;
  readonly since: string;
  readonly by: string | null;
  readonly by_name: string | null;
  readonly reason: string;
}

const PATH = "/v1/desk/bans";

export function BansSection({ desk, words, me }: Parts & { me: Me }): JSX.Element {
  const bans = useLoaded<{ bans: readonly Ban[] }>(desk, PATH);
  const may = me.can.includes("lift_ban");
  const show = (told: { bans: readonly Ban[] }): JSX.Element => (
    <>
      {told.bans.length === 0 && <p class="set-empty">{words.t("set_bans_empty")}</p>}
      {told.bans.length > 0 && !may && <p>{words.t("set_bans_ask")}</p>}
      <ul class="set-list">
        {told.bans.map((one) => (
          <li key={one.user} class="set-item set-item-top">
            <Who words={words} ban={one} />
            {may && (
              <Remove
                parts={{ desk, words }}
                path={`${PATH}/${encodeURIComponent(one.user)}`}
                name={one.name || one.user}
                label={words.t("set_ban_lift")}
                done={bans.again}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
  return (
    <Card id="bans" title={words.t("set_bans")} text={words.t("set_bans_text")}>
      <Waits words={words} from={bans} show={show} />
    </Card>
  );
}

function Who({ words, ban }: { words: Parts["words"]; ban: Ban }): JSX.Element {
  const name = ban.by_name || ban.by || words.t("somebody");
  return (
    <div class="set-item-row">
      <p>
        <b>
          <bdi>{ban.name || ban.user}</bdi>
        </b>{" "}
        {ban.name && <bdi class="muted">{ban.user}</bdi>}
      </p>
      <p class="muted">{words.t("set_ban_since", { when: when(ban.since, words), name })}</p>
      {ban.reason && <p dir="auto">{ban.reason}</p>}
    </div>
  );
}
