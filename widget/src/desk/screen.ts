/** Which screen stands on the workspace's page, and how one leads to the next. */
import { type Signal, signal } from "@preact/signals-core";
import { call, codeOf, type Look, type Me } from "./calls";
import { forgetDrafts, tabStorage } from "./room/drafts";

export type Screen =
  | { readonly at: "nobody" }
  | { readonly at: "sign-in"; readonly ended?: boolean }
  | { readonly at: "link"; readonly secret: string; readonly look: Look }
  | { readonly at: "dead-link"; readonly code: string }
  | { readonly at: "away" }
  | { readonly at: "home"; readonly me: Me };

/** Why a link opens nothing, as far as the person can do something about it; all else passes. */
const DEAD = new Set(["not_found", "invite_expired", "invite_elsewhere", "invite_revoked"]);

export class Desk {
  readonly screen: Signal<Screen | null> = signal(null);

  /** By a link, or because this browser is signed in. */
  async enter(secret: string | null): Promise<void> {
    try {
      this.screen.value = secret ? await byLink(secret) : await byCookie();
    } catch {
      this.screen.value = { at: "away" };
    }
  }

  signedIn(me: Me): void {
    this.screen.value = { at: "home", me };
  }

  /** The session is over: by this person, or by somebody else. */
  signedOut(ended = false): void {
    // Whoever signs out leaves nothing begun behind; whose session ended meanwhile comes back to it.
    if (!ended) forgetDrafts(tabStorage());
    this.screen.value = { at: "sign-in", ended };
  }

  /** Says what became of a call; a session that ended meanwhile leads back to the sign-in. */
  async attempt<T>(work: () => Promise<T>): Promise<T | string> {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      if (code === "unauthenticated") this.signedOut(true);
      return code;
    }
  }
}

async function byLink(secret: string): Promise<Screen> {
  try {
    return { at: "link", secret, look: await call<Look>("POST", "/v1/desk/links/look", { secret }) };
  } catch (error) {
    const code = codeOf(error);
    if (!DEAD.has(code)) throw error;
    return { at: "dead-link", code };
  }
}

async function byCookie(): Promise<Screen> {
  try {
    return { at: "home", me: await call<Me>("GET", "/v1/desk/session") };
  } catch (error) {
    if (codeOf(error) !== "unauthenticated") throw error;
    const { ready } = await call<{ ready: boolean }>("GET", "/v1/desk");
    return { at: ready ? "sign-in" : "nobody" };
  }
}
