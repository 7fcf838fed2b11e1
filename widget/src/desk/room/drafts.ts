/** What was begun and not sent, for each room and audience: in this tab, until it is sent or its person leaves. */

export type Audience = "all" | "staff";

const KEPT = "parley.draft.";

export class Drafts {
  readonly #held = new Map<string, string>();

  /** `store` is null where the browser keeps nothing. */
  constructor(
    private readonly user: string,
    private readonly store: Storage | null,
  ) {
    forgetDrafts(store, `${KEPT}${user}.`);
  }

  get(room: string, audience: Audience): string {
    const key = this.#key(room, audience);
    return this.#held.get(key) ?? this.store?.getItem(key) ?? "";
  }

  put(room: string, audience: Audience, text: string): void {
    const key = this.#key(room, audience);
    this.#held.set(key, text);
    try {
      if (text) this.store?.setItem(key, text);
      else this.store?.removeItem(key);
    } catch {
      // The device is full: this page still knows it.
    }
  }

  #key(room: string, audience: Audience): string {
    return `${KEPT}${this.user}.${audience}.${room}`;
  }
}

/** Nothing of those who wrote here before, or of anybody but `whose`. */
export function forgetDrafts(store: Storage | null, whose = "\n"): void {
  const names = Array.from({ length: store?.length ?? 0 }, (_, at) => store?.key(at) ?? "");
  for (const name of names) if (name.startsWith(KEPT) && !name.startsWith(whose)) store?.removeItem(name);
}

export function tabStorage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
