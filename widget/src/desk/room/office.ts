/** What all rooms of one signed-in person share at the desk: colleagues, canned responses, drafts. */
import { type Signal, signal } from "@preact/signals-core";
import type { LeavingClient } from "../../client/leaving";
import { loadPart } from "../../ui/beside";
import { Shelf } from "../../ui/shelf";
import type { Words } from "../../ui/words";
import type { Me } from "../calls";
import type { Labels } from "../labels";
import { cannedList, staffList, type Team, teamList } from "./calls";
import type { Canned } from "./canned";
import type { Named } from "./completing";
import { Drafts, tabStorage } from "./drafts";

/** What is asked for once it is needed; a failure is asked again the next time. */
export class Kept<T> {
  readonly #value: Signal<readonly T[]> = signal([]);
  #asked: Promise<void> | null = null;

  constructor(private readonly load: () => Promise<readonly T[]>) {}

  get value(): readonly T[] {
    return this.#value.value;
  }

  need(): void {
    this.#asked ??= this.load().then(
      (all) => {
        this.#value.value = all;
      },
      () => {
        this.#asked = null;
      },
    );
  }
}

export interface OfficeParts {
  readonly client: LeavingClient;
  readonly me: Me;
  readonly words: Words;
  readonly labels: Labels;
  /** Tells, wherever one is by now. */
  say(text: string): void;
}

export class Office {
  readonly client: LeavingClient;
  readonly me: Me;
  readonly words: Words;
  readonly say: OfficeParts["say"];
  readonly colleagues: Kept<Named> = new Kept(staffList);
  readonly teams: Kept<Team> = new Kept(teamList);
  readonly labels: Labels;
  readonly canned: Kept<Canned> = new Kept(cannedList);
  readonly drafts: Drafts;
  readonly shelf: Shelf;

  constructor({ client, me, words, labels, say }: OfficeParts) {
    this.client = client;
    this.me = me;
    this.words = words;
    this.labels = labels;
    this.say = say;
    this.drafts = new Drafts(me.user, tabStorage());
    this.shelf = new Shelf(document, (name) => loadPart(name, words.lang, import.meta.url, words));
    // Every room of the desk has lines that stand in it: rows that grow late would push the last one out of view.
    this.shelf.need("later");
  }

  /** Of a colleague, or of whoever is known otherwise by this name. */
  nameOf(user: string | null | undefined, otherwise?: string): string {
    if (!user) return this.words.t("host");
    if (user === this.me.user) return this.me.name;
    const known = this.colleagues.value.find((one) => one.user === user)?.name;
    return known ?? otherwise ?? this.words.t("somebody");
  }
}
