/** One person at work: their connection, the inbox it feeds, where they are on the page, what their keys do. */
import { type Signal, signal } from "@preact/signals-core";
import { ask } from "../client/calls";
import { InboxLine } from "../client/inbox";
import { lazily } from "../client/lazy";
import { LeavingClient } from "../client/leaving";
import { loadCode } from "../ui/beside";
import type { Words } from "../ui/words";
import { Chosen } from "./alerts/choices";
import { isLookedAt, Teller } from "./alerts/teller";
import { Tones } from "./alerts/tones";
import { call, codeOf, type Me } from "./calls";
import { type Filters, NO_FILTERS, type View } from "./inbox/filters";
import type { InboxFrame } from "./inbox/row";
import { titleOf } from "./inbox/said";
import { Inbox } from "./inbox/store";
import { Actions } from "./keys/actions";
import { Labels } from "./labels";
import { fragmentOf, placeIn, type Route, routeOf, START } from "./route";
import type { Desk } from "./screen";

export type AgentState = "online" | "busy" | "away" | "offline";

export interface AtWork {
  readonly user: string;
  readonly state: AgentState;
  readonly since: string;
  readonly capacity: number;
  readonly has: readonly string[];
}

const SCRIPT = import.meta.url;
const MINUTE_MS = 15_000;

export class Work {
  readonly client: LeavingClient;
  readonly inbox: Inbox;
  readonly route: Signal<Route>;
  /** The inbox, told anew once a picture when it is another. */
  readonly list: Signal<{ readonly inbox: Inbox }>;
  /** The time as rows tell it. */
  readonly now: Signal<number> = signal(Date.now());
  readonly agent: Signal<AtWork | null> = signal(null);
  /** The row at which the keyboard stands. */
  readonly at: Signal<string | null> = signal(null);
  readonly palette: Signal<boolean> = signal(false);
  /** Is one asked what becomes of one's rooms? */
  readonly leaving: Signal<boolean> = signal(false);
  /** Said aloud, and shown for a while. */
  readonly said: Signal<string> = signal("");
  readonly labels = new Labels();
  readonly actions = new Actions(() => performance.now());
  readonly chosen = new Chosen(() => localStorage);
  readonly tones = new Tones(() => new AudioContext());
  readonly #line = new InboxLine((frame) => this.#told(frame as InboxFrame));
  readonly #teller: Teller;
  readonly #ends: (() => void)[] = [];
  #asked = false;

  constructor(
    readonly desk: Desk,
    readonly words: Words,
    readonly me: Me,
  ) {
    const url = new URL("../../", SCRIPT).href;
    const options = { url, token: () => this.#token(), name: "desk" };
    this.client = new LeavingClient(lazily(options, () => loadCode("keeping", SCRIPT)));
    this.client.dial = this.#line.over(this.client.dial);
    this.inbox = new Inbox({ user: me.user, teams: new Set() });
    this.list = signal({ inbox: this.inbox });
    this.inbox.told = () => this.#changed();
    this.route = signal(routeOf(location.hash));
    this.actions.singles = () => this.chosen.now.peek().singles;
    this.#teller = new Teller({
      me: me.user,
      chosen: this.chosen,
      tones: this.tones,
      seen: () => (isLookedAt() ? this.room : null),
      now: () => performance.now(),
      text: (kind, row) => ({
        title: `${titleOf(row, words)}${row.subject ? ` · ${row.subject}` : ""}`,
        body: words.t(`inbox_news_${kind}`),
      }),
      open: (room) => this.open(room),
    });
  }

  start(): this {
    const clock = setInterval(() => this.#tick(), MINUTE_MS);
    const online = this.client.connection.subscribe(({ phase }) => {
      if (phase !== "online") return;
      this.#line.subscribe();
      void this.labels.load();
    });
    const moved = (): void => this.#arrive(routeOf(location.hash));
    addEventListener("popstate", moved);
    this.#ends.push(
      () => clearInterval(clock),
      online,
      () => removeEventListener("popstate", moved),
    );
    this.inbox.look(this.view, NO_FILTERS);
    this.client.start();
    void this.known();
    return this;
  }

  end(): void {
    for (const end of this.#ends.splice(0)) end();
    this.tones.end();
    this.client.stop();
  }

  get view(): View {
    const route = this.route.peek();
    return route.at === "inbox" ? route.view : this.inbox.view;
  }

  /** The room that is open. */
  get room(): string | null {
    const route = this.route.peek();
    return route.at === "inbox" ? route.room : null;
  }

  /** `instead`: "back" does not lead to where one was. */
  go(route: Route, instead = false): void {
    const fragment = fragmentOf(route);
    if (placeIn(fragment) === placeIn(location.hash)) instead = true;
    history[instead ? "replaceState" : "pushState"](null, "", fragment);
    this.#arrive(route);
  }

  open(room: string | null): void {
    if (room) this.at.value = room;
    this.go({ ...START, view: this.inbox.view, room });
  }

  look(view: View, filters: Filters = this.inbox.filters): void {
    this.inbox.look(view, filters);
    const route = this.route.peek();
    this.go(route.at === "inbox" ? { ...route, view } : { ...START, view }, true);
  }

  /** Shows or hides what stands beside the room: where there is space its place is remembered, else it covers the room. */
  side(): void {
    const route = this.route.peek();
    if (route.at !== "inbox" || !route.room) return;
    if (matchMedia("(width >= 1200px)").matches) this.chosen.choose({ side: !this.chosen.now.peek().side });
    else if (route.side) this.go({ ...route, side: false }, true);
    else this.go({ ...route, side: true });
  }

  /** How many rooms are one's own. */
  get mine(): number {
    const held = [...this.inbox.all].filter(({ row }) => row.held.agent === this.me.user);
    return held.filter(({ row }) => row.held.state === "assigned" && row.status === "open").length;
  }

  /** Says what one takes just now; `rooms` says what becomes of one's rooms where one goes offline. */
  async say(state: AgentState, rooms: object = {}): Promise<void> {
    const body = { state, ...rooms };
    const asked = ask<AtWork>(this.client, "/v1/desk/me", { method: "PUT", body });
    const why = await this.#knows(asked);
    if (why === "rooms_open") this.leaving.value = true;
    else if (why) this.said.value = this.words.t("desk_not_now");
    // What was chosen and does not hold is not shown as if it did.
    if (why && this.agent.peek()) this.agent.value = { ...(this.agent.peek() as AtWork) };
  }

  /** How the server knows this person; it may have sent them away. */
  async known(): Promise<void> {
    await this.#knows(ask<AtWork>(this.client, "/v1/desk/me"));
  }

  /** Does something with a room; answers why not. */
  async act(room: string, body: object): Promise<string | null> {
    const path = `/v1/desk/rooms/${encodeURIComponent(room)}/acts`;
    try {
      await ask(this.client, path, {
        method: "POST",
        body,
        more: { "idempotency-key": crypto.randomUUID() },
      });
      return null;
    } catch (error) {
      return (error as { code?: string }).code ?? "internal";
    }
  }

  async leave(): Promise<void> {
    const told = await this.desk.attempt(() => call("DELETE", "/v1/desk/session"));
    if (typeof told === "string") return;
    await this.client.logout();
    this.desk.signedOut();
  }

  /** Answers why not. */
  async #knows(answer: Promise<AtWork>): Promise<string | null> {
    try {
      this.#is(await answer);
      return null;
    } catch (error) {
      return (error as { code?: string }).code ?? "internal";
    }
  }

  #is(agent: AtWork): void {
    const teams = (one: AtWork | null): string[] =>
      (one?.has ?? []).filter((has) => has.startsWith("team:")).map((has) => has.slice(5));
    const before = teams(this.agent.peek());
    this.agent.value = agent;
    if (teams(agent).join() === before.join()) return;
    this.inbox.readAs({ user: this.me.user, teams: new Set(teams(agent)) });
  }

  #arrive(route: Route): void {
    if (route.at === "inbox" && route.view !== this.inbox.view)
      this.inbox.look(route.view, this.inbox.filters);
    // They may have been changed there.
    if (this.route.peek().at === "settings" && route.at !== "settings") void this.labels.load();
    this.route.value = route;
  }

  #told(frame: InboxFrame): void {
    this.#teller.tell(this.inbox.take(frame, Date.now()));
  }

  #tick(): void {
    this.now.value = Date.now();
    this.inbox.tick(Date.now());
    if (document.visibilityState === "visible") void this.known();
  }

  /** However much changes: one drawing a picture. A page that is not shown draws once it is. */
  #changed(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.list.value = { inbox: this.inbox };
    });
  }

  /** Five minutes' worth; null once the session is over. */
  async #token(): Promise<string | null> {
    try {
      return (await call<{ token: string }>("POST", "/v1/desk/token")).token;
    } catch (error) {
      if (codeOf(error) !== "unauthenticated") throw error;
      this.desk.signedOut(true);
      return null;
    }
  }
}
