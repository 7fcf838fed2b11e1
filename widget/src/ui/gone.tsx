/** A room, or a person in it, is no more: what happened, and what can be done. */
import type { ComponentChildren, JSX } from "preact";
import { BackButton, CloseButton } from "./icons";
import { Shapes } from "./states";
import type { Key, Words } from "./words";

const GONE = /^(removed|replaced|closed|not_found|forbidden|unauthenticated|no_link|logout|invite_\w+)$/;

export interface GoneParts {
  why: string;
  words: Words;
  close?: () => void;
  back?: () => void;
  /** What can be done about it. */
  children?: ComponentChildren;
}

/** A whole page that says what happened, what was kept, what to do. */
export function Gone({ why, words, close, back, children }: GoneParts): JSX.Element {
  const known = GONE.test(why) ? why : "other";
  return (
    <div class="gone" role="status" dir={words.dir}>
      {(close || back) && (
        <div class="gone-ways">
          {back && <BackButton label={words.t("rooms_back")} act={back} />}
          {close && <CloseButton label={words.t("close")} act={close} />}
        </div>
      )}
      <Shapes />
      <h1>{words.t(`gone_${known}` as Key)}</h1>
      <p>{words.t(`gone_${known}_text` as Key, { code: why })}</p>
      {children}
    </div>
  );
}
