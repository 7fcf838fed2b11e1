/** What keeps somebody from writing, or out of everything: said before it is done, with what they will notice. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { ban } from "./calls";
import type { Case } from "./case";
import { useOnce } from "./once";
import { useCase } from "./place";
import { Why } from "./why";

interface SanctionParts {
  readonly user: string;
  done(): void;
}

const nameIn = (held: Case, user: string): string =>
  held.room.state.value.participants.get(user)?.name ?? held.nameOf(user);

export function SilenceForm({ user, done }: SanctionParts): JSX.Element {
  const held = useCase();
  const { words } = held.office;
  const once = useOnce(done);
  const send = (submit: Event): void => {
    submit.preventDefault();
    void once(() => held.acts({ act: "silence", user }));
  };
  return (
    <form class="desk-form" onSubmit={send}>
      <p>{words.t("deskroom_silence_text", { name: nameIn(held, user) })}</p>
      <Why />
      <button type="submit" class="primary" data-first>
        {words.t("deskroom_silence")}
      </button>
    </form>
  );
}

const MOST_REASON = 500;

export function BanForm({ user, done }: SanctionParts): JSX.Element {
  const held = useCase();
  const { words } = held.office;
  const reason = useSignal("");
  const once = useOnce(() => {
    held.office.say(words.t("deskroom_banned", { name: nameIn(held, user) }));
    done();
  });
  const send = (submit: Event): void => {
    submit.preventDefault();
    void once(() => held.does(() => ban(user, reason.peek().trim())));
  };
  return (
    <form class="desk-form" onSubmit={send}>
      <p>{words.t("deskroom_ban_text", { name: nameIn(held, user) })}</p>
      <label class="desk-field">
        <span>{words.t("deskroom_ban_reason")}</span>
        <input
          data-first
          dir="auto"
          maxLength={MOST_REASON}
          value={reason.value}
          onInput={(event: { currentTarget: HTMLInputElement }) => (reason.value = event.currentTarget.value)}
        />
      </label>
      <Why />
      <button type="submit" class="primary is-danger">
        {words.t("deskroom_ban")}
      </button>
    </form>
  );
}
