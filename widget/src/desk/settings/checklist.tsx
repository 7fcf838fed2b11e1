/** The five steps from an empty server to a first message; each is done when what it is for is there. */
import type { JSX } from "preact";
import type { Me } from "../calls";
import { Card, type Parts, Waits } from "./form";
import { useLoaded } from "./loaded";

export interface Setup {
  readonly steps: readonly { readonly step: string; readonly done: boolean }[];
  readonly people: number;
  readonly invited: number;
  readonly widgets: number;
  readonly first_visit: { readonly widget: string; readonly origin: string } | null;
}

/** Where each step is taken. */
const WHERE: Readonly<Record<string, string>> = {
  house: "house",
  hours: "hours",
  people: "people",
  widget: "widgets",
  message: "widgets",
};
const STEPS = 5;
const LOOK_MS = 3_000;

export interface ChecklistParts extends Parts {
  readonly me: Me;
  readonly go: (section: string) => void;
  /** One line, with the next step alone. */
  readonly short?: boolean;
}

/** Nothing to those who may not set anything up, and nothing once all is done. */
export function Checklist({ me, ...parts }: ChecklistParts): JSX.Element | null {
  return me.can.includes("settings") ? <Steps {...parts} /> : null;
}

const isDone = (told: Setup): boolean => told.steps.every((one) => one.done);

function Steps({ desk, words, go, short = false }: Omit<ChecklistParts, "me">): JSX.Element | null {
  const setup = useLoaded<Setup>(desk, "/v1/desk/setup", LOOK_MS, isDone);
  const left = setup.told?.steps.filter((one) => !one.done);
  if (left?.length === 0 || (short && !setup.told)) return null;
  if (short && setup.told && left?.[0])
    return <Next words={words} step={left[0].step} done={STEPS - left.length} go={go} />;
  return (
    <Card id="setup" title={words.t("set_setup")} text={words.t("set_setup_text")}>
      <Waits
        words={words}
        from={setup}
        show={(told) => (
          <ol class="set-steps">
            {told.steps.map(({ step, done }, at) => (
              <li key={step} class={done ? "set-step set-step-done" : "set-step"}>
                <Mark done={done} at={at + 1} />
                <div class="set-item-row">
                  <button type="button" class="link" onClick={() => go(WHERE[step] ?? "house")}>
                    {words.t(`set_step_${step as "house"}`)}
                  </button>
                  <span class="sr-only">{done && words.t("set_step_done")}</span>
                  <p class="muted" role="status">
                    {about(step, told, words)}
                  </p>
                </div>
              </li>
            ))}
          </ol>
        )}
      />
    </Card>
  );
}

interface NextParts extends Pick<ChecklistParts, "words" | "go"> {
  readonly step: string;
  readonly done: number;
}

function Next({ words, step, done, go }: NextParts): JSX.Element {
  return (
    <p class="set-next" role="status">
      {words.t("set_setup_next", { n: done, all: STEPS })}{" "}
      <button type="button" class="link" onClick={() => go(WHERE[step] ?? "house")}>
        {words.t(`set_step_${step as "house"}`)}
      </button>
    </p>
  );
}

/** The step's number, or that it is done: by shape, not by colour alone. */
function Mark({ done, at }: { done: boolean; at: number }): JSX.Element {
  return (
    <svg class="set-mark" viewBox="0 0 28 28" aria-hidden="true">
      <circle cx="14" cy="14" r="12" />
      {done ? (
        <path d="M9 14.5l3.5 3.5 6.5-7.5" />
      ) : (
        <text x="14" y="18.5" text-anchor="middle">
          {at}
        </text>
      )}
    </svg>
  );
}

function about(step: string, told: Setup, words: Parts["words"]): string {
  if (step === "people" && told.people < 2 && told.invited > 0) return words.t("set_step_invited");
  if (step === "widget" && told.first_visit)
    return words.t("set_first_visit", { page: new URL(told.first_visit.origin).host });
  if (step === "widget" && told.widgets > 0) return words.t("set_step_waits");
  return words.t(`set_about_${step as "house"}`);
}
