/** The labels of a room: taken off by a press, put on by one (those of the house) or by a word. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../../ui/icons";
import { type Colours, Stroke } from "../labels";
import { useOnce } from "./once";
import { useCase } from "./place";
import { Why } from "./why";

const MOST = 64;

export function LabelForm({ done }: { done: () => void }): JSX.Element {
  const held = useCase();
  const { words, labels: house } = held.office;
  const colours = house.colours.value;
  const labels = useSignal<readonly string[]>(held.tended.peek()?.labels ?? []);
  const fresh = useSignal("");
  const all = (): readonly string[] => {
    const one = fresh.peek().trim();
    return one && !labels.peek().includes(one) ? [...labels.peek(), one] : labels.peek();
  };
  const once = useOnce(done);
  const send = (submit: Event): void => {
    submit.preventDefault();
    void once(() => held.acts({ act: "mark", labels: all() }));
  };
  return (
    <form class="desk-form" onSubmit={send}>
      <ul class="label-list">
        {labels.value.map((label) => (
          <li key={label} class="label">
            <Stroke label={label} colours={colours} />
            <bdi>{label}</bdi>
            <button
              type="button"
              aria-label={words.t("deskroom_label_off", { label })}
              onClick={() => (labels.value = labels.value.filter((one) => one !== label))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <Choices
        title={words.t("deskroom_label_choices")}
        all={house.all.value.map(({ name }) => name).filter((one) => !labels.value.includes(one))}
        colours={colours}
        take={(one) => (labels.value = [...labels.value, one])}
      />
      <label class="desk-field">
        <span>{words.t("deskroom_label_new")}</span>
        <input
          data-first
          dir="auto"
          maxLength={MOST}
          value={fresh.value}
          onInput={(event: { currentTarget: HTMLInputElement }) => (fresh.value = event.currentTarget.value)}
        />
      </label>
      <Why />
      <button type="submit" class="primary">
        {words.t("save")}
      </button>
    </form>
  );
}

interface ChoicesParts {
  readonly title: string;
  readonly all: readonly string[];
  readonly colours: Colours;
  take(label: string): void;
}

function Choices({ title, all, colours, take }: ChoicesParts): JSX.Element | null {
  if (all.length === 0) return null;
  return (
    <fieldset class="label-choices">
      <legend>{title}</legend>
      {all.map((label) => (
        <button type="button" key={label} onClick={() => take(label)}>
          <Stroke label={label} colours={colours} /> <bdi>{label}</bdi>
        </button>
      ))}
    </fieldset>
  );
}
