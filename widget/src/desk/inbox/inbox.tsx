/** The first column: views, search and filters, what is offered, the rooms. While one points at it, its order holds. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { AT_LIST, focusOn } from "../focus";
import type { Work } from "../work";
import { Narrow, Views } from "./bar";
import { Coming, Empty } from "./empty";
import { List } from "./list";
import { Offer } from "./offers";

export function InboxColumn({ work }: { work: Work }): JSX.Element {
  const { words } = work;
  const { inbox } = work.list.value;
  return (
    <section class="col col-inbox" aria-label={words.t("inbox")}>
      <Views work={work} />
      <Narrow work={work} />
      <Offer work={work} />
      <Rooms work={work} />
      <p class="sr-only" role="status">
        {inbox.moved.size > 0 && words.t("inbox_moved_key")}
      </p>
    </section>
  );
}

function Rooms({ work }: { work: Work }): JSX.Element {
  const { inbox } = work.list.value;
  // By the pointer, by the keyboard, or both.
  const [by] = useState(() => new Set<string>());
  const hold = (what: string, on: boolean): void => {
    if (on) by.add(what);
    else by.delete(what);
    inbox.hold(by.size > 0);
  };
  useEffect(() => () => inbox.hold(false), []);
  const none = inbox.ready ? <Empty work={work} /> : <Coming />;
  return (
    <div
      class="inbox-hold"
      onPointerEnter={(event) => hold("pointer", event.pointerType !== "touch")}
      onPointerLeave={() => hold("pointer", false)}
      onFocusIn={() => hold("keys", true)}
      onFocusOut={() => hold("keys", false)}
    >
      {inbox.shown.length > 0 ? <List work={work} /> : none}
      {inbox.moved.size > 0 && <Moved work={work} />}
    </div>
  );
}

/** Not told aloud with every row that moves: the column's own status says it, once. */
function Moved({ work }: { work: Work }): JSX.Element {
  const { inbox, words } = work;
  const apply = (): void => {
    inbox.apply();
    focusOn(AT_LIST);
  };
  return (
    <button type="button" class="moved" onClick={apply}>
      {words.n("inbox_moved", inbox.moved.size)}
      <kbd>.</kbd>
    </button>
  );
}
