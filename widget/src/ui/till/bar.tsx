/** The line above the board: how much waits, who stands at the till, does it sound, how busy the shop is. */
import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals-core";
import type { JSX } from "preact";
import type { Client } from "../../client";
import { setBusy } from "../../client/calls";
import { useNow } from "../clock";
import type { Words } from "../words";
import type { Bell } from "./bell";
import { addedBy } from "./keys";
import { keepShift, type Shift } from "./shift";

export interface BarParts {
  readonly client: Client;
  readonly words: Words;
  readonly bell: Bell;
  readonly shift: Signal<Shift>;
  readonly waiting: number;
}

export function Bar(parts: BarParts): JSX.Element {
  const { words, shift, bell, waiting } = parts;
  const changing = useSignal(false);
  const { on, name } = shift.value;
  return (
    <header class="till-bar">
      <h1>{words.t("till_title")}</h1>
      <p class="till-count" role="status">
        {words.n("till_waiting", waiting)}
      </p>
      <BusyKeys {...parts} />
      {on && (
        <button
          type="button"
          class="till-key till-who"
          aria-expanded={changing.value}
          onClick={() => (changing.value = !changing.value)}
        >
          {name ? words.t("till_at", { name }) : words.t("till_who")}
        </button>
      )}
      {on && <Sounds bell={bell} words={words} />}
      {(!on || changing.value) && <ShiftForm {...parts} close={() => (changing.value = false)} />}
    </header>
  );
}

/** Does it sound? Where the browser blocks it, that is said loudly, with what to do. */
function Sounds({ bell, words }: { bell: Bell; words: Words }): JSX.Element {
  if (bell.state.value === "on")
    return (
      <p class="till-sound" role="status">
        {words.t("till_sound")}
      </p>
    );
  return (
    <button type="button" class="till-blocked" onClick={() => bell.start()}>
      {words.t("till_blocked")}
    </button>
  );
}

function ShiftForm({ words, shift, bell, close }: BarParts & { close: () => void }): JSX.Element {
  const { on, name } = shift.value;
  const typed = useSignal(name);
  const put = (next: Shift): void => {
    shift.value = next;
    keepShift(next);
    close();
  };
  return (
    <form
      class="till-shift"
      onSubmit={(send) => {
        send.preventDefault();
        bell.start();
        put({ on: true, name: typed.value.trim() });
      }}
    >
      <label>
        <span>{words.t("till_who")}</span>
        <input
          value={typed.value}
          maxLength={40}
          autoComplete="off"
          dir="auto"
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        {words.t(on ? "till_keep" : "till_start")}
      </button>
      {on ? (
        <button
          type="button"
          class="till-key"
          onClick={() => {
            bell.stop();
            put({ on: false, name: "" });
          }}
        >
          {words.t("till_end")}
        </button>
      ) : (
        <p>{words.t("till_start_text")}</p>
      )}
    </form>
  );
}

const STEPS = [0, 10, 20, 30];

/** Adds minutes to every answer, on all devices of the shop. */
function BusyKeys({ client, words }: BarParts): JSX.Element {
  const failed = useSignal(false);
  const { busy } = client.greeted.value;
  const added = addedBy(busy, useNow(busy !== null) + client.greeted.value.aheadMs);
  const choose = (minutes: number): void => {
    setBusy(client, minutes).then(
      () => (failed.value = false),
      () => (failed.value = true),
    );
  };
  const steps = [...new Set([...STEPS, added])].sort((a, b) => a - b);
  return (
    <div class="till-busy" role="group" aria-label={words.t("till_busy")}>
      <span aria-hidden="true">{words.t("till_busy")}</span>
      {steps.map((minutes) => (
        <button
          type="button"
          key={minutes}
          class="till-key"
          aria-pressed={minutes === added}
          onClick={() => choose(minutes)}
        >
          {minutes === 0 ? words.t("till_calm") : words.t("till_key_plus_minutes", { minutes })}
        </button>
      ))}
      <span class="till-until" role="status">
        {failed.value && words.t("till_busy_failed")}
        {!failed.value && added > 0 && busy?.until && words.t("till_until", { time: words.time(busy.until) })}
      </span>
    </div>
  );
}
