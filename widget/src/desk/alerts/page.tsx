/** What may sound, what may be shown outside of the page, and whether single keys act: on this device. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Work } from "../work";
import { NEWS, type News } from "./news";
import { permission } from "./teller";

type List = "sound" | "desktop";

export function AlertsPage({ work }: { work: Work }): JSX.Element {
  const { words, chosen } = work;
  const now = chosen.now.value;
  const flip = (list: List, kind: News): void => {
    const on = now[list].includes(kind);
    chosen.choose({ [list]: on ? now[list].filter((one) => one !== kind) : [...now[list], kind] });
    if (list === "sound" && !on) work.tones.play(kind);
  };
  const box = (list: List, kind: News): JSX.Element => (
    <input
      type="checkbox"
      aria-label={words.t(`desk_alerts_${list}_of`, { name: words.t(`inbox_news_${kind}`) })}
      checked={now[list].includes(kind)}
      onChange={() => flip(list, kind)}
    />
  );
  return (
    <section class="home alerts" aria-labelledby="alerts">
      <h1 id="alerts">{words.t("desk_alerts")}</h1>
      <p class="muted">{words.t("desk_alerts_text")}</p>
      <Flag text={words.t("desk_quiet")} on={now.quiet} flip={() => chosen.choose({ quiet: !now.quiet })} />
      <table class="alerts-table">
        <thead>
          <tr>
            <th scope="col">{words.t("desk_alerts_when")}</th>
            <th scope="col">{words.t("desk_alerts_sound")}</th>
            <th scope="col">{words.t("desk_alerts_desktop")}</th>
          </tr>
        </thead>
        <tbody>
          {NEWS.map((kind) => (
            <tr key={kind}>
              <th scope="row">{words.t(`inbox_news_${kind}`)}</th>
              <td>{box("sound", kind)}</td>
              <td>{box("desktop", kind)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Permit work={work} />
      <Flag
        text={words.t("desk_singles")}
        on={now.singles}
        flip={() => chosen.choose({ singles: !now.singles })}
      />
    </section>
  );
}

function Flag({ text, on, flip }: { text: string; on: boolean; flip: () => void }): JSX.Element {
  return (
    <label class="flag">
      <input type="checkbox" checked={on} onChange={flip} />
      <span>{text}</span>
    </label>
  );
}

/** The browser asks once, and only because somebody pressed this. */
function Permit({ work: { words } }: { work: Work }): JSX.Element | null {
  const [told, hear] = useState(permission());
  if (told === "none") return <p class="muted">{words.t("desk_permit_none")}</p>;
  if (told === "denied") return <p class="muted">{words.t("desk_permit_denied")}</p>;
  if (told === "granted") return null;
  return (
    <button type="button" class="secondary" onClick={() => Notification.requestPermission().then(hear)}>
      {words.t("desk_permit")}
    </button>
  );
}
