/** Oneself: who one is, on which devices, and (admins) how colleagues get in. */
import type { JSX } from "preact";
import { RoleShape } from "../ui/shapes";
import type { Words } from "../ui/words";
import type { Me } from "./calls";
import { Invite } from "./invite";
import type { Desk } from "./screen";
import { OwnSection } from "./settings/own";

export interface OwnParts {
  readonly desk: Desk;
  readonly words: Words;
  readonly me: Me;
}

export function Own({ desk, words, me }: OwnParts): JSX.Element {
  return (
    <div class="home">
      <header class="home-top">
        <RoleShape role={me.role} />
        <div class="home-who">
          <h1>
            <bdi>{me.name}</bdi>
          </h1>
          <p class="muted">
            {words.t(`role_${me.role}`)} · <bdi>{me.email}</bdi>
          </p>
        </div>
      </header>
      {me.can.includes("invite_staff") && <Invite desk={desk} words={words} />}
      <OwnSection desk={desk} words={words} me={me} />
    </div>
  );
}
