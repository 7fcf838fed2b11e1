/** The settings: what one may set, by one's role, and the one section that is open. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Words } from "../../ui/words";
import type { Me } from "../calls";
import type { Desk } from "../screen";
import { AuditSection } from "./audit";
import { BansSection } from "./bans";
import { ColleaguesSection } from "./colleagues";
import type { Parts } from "./form";
import { HoursSection, HouseSection } from "./house";
import { KeysSection, WebhookSection } from "./outside";
import { OwnSection } from "./own";
import { PhrasesSection } from "./phrases";
import { TeamsSection } from "./teams";
import { WidgetsSection } from "./widgets";
import { CannedSection, LabelsSection } from "./written";

export interface SettingsParts {
  readonly desk: Desk;
  readonly words: Words;
  readonly me: Me;
  /** What the address names; "" for the first. */
  readonly section: string;
  readonly go: (section: string) => void;
}

type Shown = (parts: Parts & { me: Me }) => JSX.Element;

/** In the order of the list; `may` is the action of the table of roles that it needs, "" for none. */
const SECTIONS: readonly (readonly [name: string, may: string, shown: Shown])[] = [
  ["house", "settings", HouseSection],
  ["hours", "settings", HoursSection],
  ["widgets", "settings", WidgetsSection],
  ["people", "see_staff", ColleaguesSection],
  ["teams", "settings", TeamsSection],
  ["canned", "settings", CannedSection],
  ["labels", "settings", LabelsSection],
  ["phrases", "settings", PhrasesSection],
  ["bans", "ban", BansSection],
  ["keys", "settings", KeysSection],
  ["webhook", "settings", WebhookSection],
  ["audit", "see_audit", AuditSection],
  ["own", "", OwnSection],
];

export function Settings({ desk, words, me, section, go }: SettingsParts): JSX.Element {
  const mine = SECTIONS.filter(([, may]) => !may || me.can.includes(may));
  const [open, , Shown] = mine.find(([name]) => name === section) ?? mine[0] ?? SECTIONS[0] ?? [];
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // On a phone the list is a line that scrolls: what is open stands in its middle.
    const here = list.current?.querySelector<HTMLElement>("[aria-current]");
    const { current } = list;
    if (!here || !current) return;
    current.scrollLeft = here.offsetLeft - (current.clientWidth - here.offsetWidth) / 2;
  }, [open]);
  return (
    <div class="settings" dir={words.dir}>
      <nav class="set-nav" aria-label={words.t("set_settings")}>
        <ul ref={list}>
          {mine.map(([name]) => (
            <li key={name}>
              <button
                type="button"
                aria-current={name === open ? "page" : undefined}
                onClick={() => go(name)}
              >
                {words.t(`set_to_${name as "house"}`)}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div class="set-body">{Shown && <Shown key={open} desk={desk} words={words} me={me} />}</div>
    </div>
  );
}
