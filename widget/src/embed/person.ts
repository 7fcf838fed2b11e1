/** Who opens the sheet: somebody with a token of the host's, or a visitor. */
import type { Client } from "../client/client";
import { lazyClient } from "../client/lazy";
import type { TokenSource } from "../client/tokens";
import { visitorKept } from "../client/visiting";
import type { Visitor } from "../client/visitor";
import { keptUnder, MARK } from "../net/mark";
import { loadCode } from "../ui/beside";
import type { FirstScreens } from "../ui/screens";
import type { EmbedOptions } from "./options";

type Options = EmbedOptions & { server: string };

function clientOf({ server: url }: Options, token: TokenSource): Client {
  return lazyClient({ url, name: "widget", token }, () => loadCode("keeping", import.meta.url));
}

export class Person {
  client: Client | null = null;
  #visitor: Visitor | null = null;
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
    return Boolean(this.#visitor?.state.peek().lost);
  }

  /** Connects whoever is known here; null where nobody is. Creates nobody. */
  async come(): Promise<Client | null> {
    if (this.client) return this.client;
    const { token, getToken } = this.options;
    if (this.signedIn) this.client = clientOf(this.options, getToken ?? token ?? null).start();
    else if (visitorKept(this.options.server)) this.client = this.#visiting(await this.#who());
    if (this.#over) this.client?.stop();
    return this.client;
  }

  /** A new visitor, who writes for the first time. */
  async begin(): Promise<Client> {
    const visitor = await this.#who();
    const token = await visitor.token();
    this.client?.stop();
    this.client = this.#visiting(visitor, token);
    return this.client;
  }

  /** The visitor's conversation goes with the person, or ends. */
  async choose(take: boolean): Promise<void> {
    const visitor = await this.#who();
    const { token, getToken } = this.options;
    const proof = getToken ? await getToken(false) : token;
    if (!take) return visitor.logout();
    if (keptUnder(MARK, false)) await this.#sendAll(visitor);
    await visitor.merge(proof ?? "");
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
    const visitor = visitorKept(this.options.server) ? await this.#who() : null;
    const client = this.client ?? clientOf(this.options, null);
    await Promise.allSettled([client.logout(), visitor?.logout()]);
  }

  /** What was written here and is not on the server yet. */
  async #sendAll(visitor: Visitor): Promise<void> {
    const { drained } = await this.first();
    const client = this.#visiting(visitor);
    try {
      await drained(client);
    } finally {
      client.stop();
    }
  }

  async #who(): Promise<Visitor> {
    const { visitor } = await this.first();
    const { server: url, name } = this.options;
    this.#visitor ??= visitor({ url, name: name || this.guest });
    return this.#visitor;
  }

  #visiting(visitor: Visitor, first: string | null = null): Client {
    let token = first;
    const next = (): Promise<string | null> => {
      const held = token;
      token = null;
      return held ? Promise.resolve(held) : visitor.comeBack();
    };
    return clientOf(this.options, next).start();
  }
}
