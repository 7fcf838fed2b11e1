/** Who opens the sheet: somebody with a token of the host's, or a visitor. */
import type { Client } from "../client/client";
import { lazyClient } from "../client/lazy";
import type { TokenSource } from "../client/tokens";
import { visitorKept } from "../client/visiting";
import { loadCode } from "../ui/beside";
import type { Guest } from "../ui/guest";
import type { FirstScreens } from "../ui/screens";
import type { EmbedOptions } from "./options";

type Options = EmbedOptions & { server: string };

export class Person {
  client: Client | null = null;
  #guest: Guest | null = null;
  #over = false;

  constructor(
    private readonly options: Options,
    private readonly first: () => Promise<FirstScreens>,
    /** What others call a visitor whom the page does not name. */
    private readonly guest: string,
  ) {}

  /** By a token of the host's. */
  get signedIn(): boolean {
    return Boolean(this.options.token || this.options.getToken);
  }

  /** Signed in where a visitor wrote before: nothing goes on until that is answered. */
  get mustChoose(): boolean {
    return this.signedIn && visitorKept(this.options.server);
  }

  /** The visitor who was here cannot be found any more. */
  get lost(): boolean {
    return Boolean(this.#guest?.lost);
  }

  /** Connects whoever is known here; null where nobody is. Creates nobody. */
  async come(): Promise<Client | null> {
    if (this.client) return this.client;
    const { token, getToken } = this.options;
    if (this.signedIn) this.client = this.#clientOf(getToken ?? token ?? null).start();
    else if (visitorKept(this.options.server)) this.client = (await this.#who()).come();
    if (this.#over) this.client?.stop();
    return this.client;
  }

  /** A new visitor, who writes for the first time. */
  async begin(): Promise<Client> {
    const client = await (await this.#who()).begin();
    this.client?.stop();
    this.client = client;
    return client;
  }

  /** The visitor's conversation goes with the person, or ends. */
  async choose(take: boolean): Promise<void> {
    const guest = await this.#who();
    const { token, getToken } = this.options;
    if (!take) return guest.logout();
    const proof = getToken ? await getToken(false) : token;
    await guest.merge(proof ?? "");
  }

  /** The visitor's time is over. */
  forget(): void {
    this.client?.stop();
    this.client = null;
  }

  stop(): void {
    this.#over = true;
    this.client?.stop();
  }

  /** Nothing stays on this device; of those who were here before and are not known any more, neither. */
  async logout(): Promise<void> {
    const guest = visitorKept(this.options.server) ? await this.#who() : null;
    const client = this.client ?? this.#clientOf(null);
    await Promise.allSettled([client.logout(), guest?.logout()]);
  }

  async #who(): Promise<Guest> {
    const { guest } = await this.first();
    const { server: url, name } = this.options;
    this.#guest ??= guest({ url, name: name || this.guest }, (token) => this.#clientOf(token));
    return this.#guest;
  }

  #clientOf(token: TokenSource): Client {
    const { server: url } = this.options;
    return lazyClient({ url, name: "widget", token }, () => loadCode("keeping", import.meta.url));
  }
}
