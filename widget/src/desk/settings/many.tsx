/** Things of which there may be several: listed, one opened to be changed, one added, one taken away after a second word. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../calls";
import { useFocusAfter } from "../focus";
import { type Fields, Form, type Parts, whyNot } from "./form";

/** What is asked of the server for what is written: the id it goes by, and the body; or why it is not asked. */
export type Wish = { readonly id: string; readonly body: unknown } | string;

interface ManyParts<T> extends Parts {
  readonly items: readonly T[];
  readonly path: string;
  readonly idOf: (item: T) => string;
  readonly nameOf: (item: T) => string;
  readonly row: (item: T) => ComponentChildren;
  /** What stands under the row, over its whole width. */
  readonly under?: (item: T) => ComponentChildren;
  readonly fields: (item: T | null) => ComponentChildren;
  readonly wish: (fields: Fields, item: T | null) => Wish;
  /** What will stand here, and the next step. */
  readonly empty: string;
  readonly add: string;
  readonly bad: string;
  readonly changed: () => void;
}

export function Many<T>(parts: ManyParts<T>): JSX.Element {
  const [open, setOpen] = useState<string | null>(null);
  const { items, words, add, empty, idOf } = parts;
  const done = () => {
    setOpen(null);
    parts.changed();
  };
  useFocusAfter(open, open === "" ? ".set-list + .set-item :is(input, textarea, select)" : ".set-add");
  return (
    <>
      {items.length === 0 && <p class="set-empty">{empty}</p>}
      <ul class="set-list">
        {items.map((item) => (
          <OneOf
            key={idOf(item)}
            parts={parts}
            item={item}
            open={open === idOf(item)}
            toggle={() => setOpen(open === idOf(item) ? null : idOf(item))}
            done={done}
          />
        ))}
      </ul>
      {open === "" ? (
        <Fresh parts={parts} done={done} leave={() => setOpen(null)} />
      ) : (
        <button type="button" class="secondary set-add" onClick={() => setOpen("")}>
          {add}
        </button>
      )}
      <p class="sr-only" role="status">
        {open === null ? "" : words.t("set_open")}
      </p>
    </>
  );
}

interface OneParts<T> {
  readonly parts: ManyParts<T>;
  readonly item: T;
  readonly open: boolean;
  readonly toggle: () => void;
  readonly done: () => void;
}

function OneOf<T>({ parts, item, open, toggle, done }: OneParts<T>): JSX.Element {
  const { words, nameOf } = parts;
  return (
    <li class="set-item">
      <div class="set-item-top">
        <div class="set-item-row">{parts.row(item)}</div>
        <Toggle words={words} name={nameOf(item)} open={open} toggle={toggle} />
      </div>
      {parts.under?.(item)}
      {open && <Filled parts={parts} item={item} done={done} />}
    </li>
  );
}

interface ToggleParts {
  readonly words: Parts["words"];
  readonly name: string;
  readonly open: boolean;
  readonly toggle: () => void;
}

/** Opens what changes this one, and closes it. */
export function Toggle({ words, name, open, toggle }: ToggleParts): JSX.Element {
  const says = words.t(open ? "set_close" : "set_change");
  return (
    <button
      type="button"
      class="secondary"
      aria-expanded={open}
      aria-label={`${says}: ${name}`}
      onClick={toggle}
    >
      {says}
    </button>
  );
}

function Filled<T>({ parts, item, done }: Omit<OneParts<T>, "open" | "toggle">): JSX.Element {
  const { desk, words, path, idOf } = parts;
  return (
    <Form
      desk={desk}
      words={words}
      bad={parts.bad}
      save={(fields) => put(path, parts.wish(fields, item))}
      saved={done}
      more={<Remove parts={parts} path={`${path}/${idOf(item)}`} name={parts.nameOf(item)} done={done} />}
    >
      {parts.fields(item)}
    </Form>
  );
}

function Fresh<T>({
  parts,
  done,
  leave,
}: {
  parts: ManyParts<T>;
  done: () => void;
  leave: () => void;
}): JSX.Element {
  return (
    <div class="set-item">
      <Form
        desk={parts.desk}
        words={parts.words}
        bad={parts.bad}
        save={(fields) => put(parts.path, parts.wish(fields, null))}
        saved={done}
        more={
          <button type="button" class="secondary" onClick={leave}>
            {parts.words.t("set_cancel")}
          </button>
        }
      >
        {parts.fields(null)}
      </Form>
    </div>
  );
}

function put(path: string, wish: Wish): { method: string; path: string; body: unknown } | string {
  return typeof wish === "string" ? wish : { method: "PUT", path: `${path}/${wish.id}`, body: wish.body };
}

/** Asked twice, in the same place. */
export function Remove({
  parts,
  path,
  name,
  done,
  label,
}: {
  parts: Parts;
  path: string;
  name: string;
  done: () => void;
  label?: string;
}): JSX.Element {
  const { desk, words } = parts;
  const [sure, setSure] = useState(false);
  const [why, setWhy] = useState("");
  const remove = async () => {
    if (!sure) return setSure(true);
    const told = await desk.attempt(() => call("DELETE", path));
    // Gone already is what was wanted.
    if (typeof told !== "string" || told === "not_found") return done();
    setSure(false);
    setWhy(whyNot(told, words, words.t("desk_not_now")));
  };
  const says = label ?? words.t("set_remove");
  return (
    <>
      <button
        type="button"
        class={sure ? "secondary set-sure" : "secondary"}
        aria-label={`${sure ? words.t("set_sure") : says}: ${name}`}
        onClick={remove}
        onBlur={() => setSure(false)}
      >
        {sure ? words.t("set_sure") : says}
      </button>
      <span class="set-said" role="alert">
        {why}
      </span>
    </>
  );
}
