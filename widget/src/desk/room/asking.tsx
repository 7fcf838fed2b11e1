/** What an act asks before it is done, in a window of its own: to whom, until when, which labels. */
import type { JSX } from "preact";
import type { Words } from "../../ui/words";
import type { Question } from "./case";
import { Dialog } from "./dialog";
import { HandForm } from "./hand";
import { LabelForm } from "./labelform";
import { useCase } from "./place";
import { BanForm, SilenceForm } from "./sanction";
import { UntilForm } from "./until";

/** A window cannot open out of a column that is hidden: on a phone one of the two is. */
const roomIsShown = (): boolean => (document.querySelector(".desk-room")?.getClientRects().length ?? 0) > 0;

export function Asking({ of }: { of: "room" | "side" }): JSX.Element | null {
  const held = useCase();
  const { words } = held.office;
  const asked = held.question.value;
  if (!asked || roomIsShown() !== (of === "room")) return null;
  const close = (): void => {
    held.question.value = null;
  };
  return (
    <Dialog key={asked.what} title={titleOf(asked.what, words)} words={words} close={close}>
      <Form what={asked.what} user={asked.user ?? ""} done={close} />
    </Dialog>
  );
}

function titleOf(what: Question, words: Words): string {
  switch (what) {
    case "hand":
      return words.t("deskroom_hand");
    case "snooze":
      return words.t("deskroom_snooze");
    case "due":
      return words.t("deskroom_due");
    case "labels":
      return words.t("deskroom_labels");
    case "ban":
      return words.t("deskroom_ban");
    case "silence":
      return words.t("deskroom_silence");
  }
}

function Form({ what, user, done }: { what: Question; user: string; done: () => void }): JSX.Element {
  switch (what) {
    case "hand":
      return <HandForm done={done} />;
    case "labels":
      return <LabelForm done={done} />;
    case "ban":
      return <BanForm user={user} done={done} />;
    case "silence":
      return <SilenceForm user={user} done={done} />;
    default:
      return <UntilForm what={what} done={done} />;
  }
}
