/** Above the stage: what this is, the way to begin, and how far the order is. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { RoleShape } from "../ui/shapes";
import { SEATS } from "./cast";
import type { Phase } from "./director";
import { useStage } from "./shared";
import { CHAPTERS, storyOf } from "./story";
import type { DemoKey } from "./words";

const ACTS: Readonly<Record<Phase, DemoKey>> = {
  ready: "play",
  playing: "pause",
  paused: "go_on",
  over: "again",
};
const ICONS: Readonly<Record<"play" | "pause" | "again", string>> = {
  play: "M8 5.5v13l10.5-6.5Z",
  pause: "M8 5.5v13M16 5.5v13",
  again: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4.5h-4.5",
};

export function Top(): JSX.Element {
  const { tell } = useStage();
  const t = tell.value;
  return (
    <div class="top">
      <div class="mark" aria-hidden="true">
        {SEATS.map((seat) => (
          <RoleShape key={seat} role={seat} />
        ))}
      </div>
      <div class="what">
        <h1>{t("title")}</h1>
        <p>{t("lead")}</p>
      </div>
      <div class="controls">
        <Language />
        <Dark />
        <Play />
      </div>
    </div>
  );
}

function Play(): JSX.Element {
  const { director, order, tell, restart } = useStage();
  const phase = director.phase.value;
  const t = tell.value;
  const act = (): void => {
    if (phase === "playing") return director.pause();
    if (phase === "over") restart();
    else void director.play();
  };
  const icon = phase === "playing" ? "pause" : phase === "over" ? "again" : "play";
  return (
    <>
      {phase === "paused" && (
        <button type="button" class="quiet" onClick={restart}>
          {t("restart")}
        </button>
      )}
      <button type="button" class="primary play" disabled={order.value === null} onClick={act}>
        <svg viewBox="0 0 24 24" class={`icon icon-${icon}`} aria-hidden="true">
          <path d={ICONS[icon]} />
        </svg>
        <span>{t(ACTS[phase])}</span>
      </button>
    </>
  );
}

function Language(): JSX.Element {
  const { lang, speak, tell } = useStage();
  const choice = (one: "en" | "ja", name: string) => (
    <button
      type="button"
      lang={one}
      class="choice"
      aria-pressed={lang.value === one}
      onClick={() => speak(one)}
    >
      {name}
    </button>
  );
  return (
    <div class="choices" role="group" aria-label={tell.value("language")}>
      {choice("en", "English")}
      {choice("ja", "日本語")}
    </div>
  );
}

function Dark(): JSX.Element {
  const { dark, tell } = useStage();
  return (
    <button
      type="button"
      class="icon-button dark"
      aria-pressed={dark.value}
      aria-label={tell.value("dark")}
      title={tell.value("dark")}
      onClick={() => (dark.value = !dark.value)}
    >
      <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
        <path d="M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z" />
      </svg>
    </button>
  );
}

/** The chapters of the order. Where they do not fit they scroll, by keyboard too. */
export function Story(): JSX.Element {
  const { room, tell } = useStage();
  const begun = storyOf(room.value);
  const last = [...begun.keys()].sort((a, b) => CHAPTERS.indexOf(b) - CHAPTERS.indexOf(a))[0];
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const now = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (list.current && now) list.current.scrollLeft = now.offsetLeft - list.current.clientWidth / 2;
  }, [last]);
  return (
    <ol class="story" aria-label={tell.value("story")} ref={list} tabIndex={0}>
      {CHAPTERS.map((chapter) => {
        return (
          <li
            key={chapter}
            class={`chapter chapter-${chapter} ${begun.has(chapter) ? "begun" : ""}`}
            {...(chapter === last ? { "aria-current": "step" } : {})}
          >
            <span class="chapter-name">{tell.value(`story_${chapter}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
