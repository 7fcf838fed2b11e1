/** The visitor behind a sheet: who was here before, or writes for the first time, and the client that speaks for them. */
import { effect } from "@preact/signals-core";
import type { Client } from "../client/client";
import type { TokenSource } from "../client/tokens";
import { Visitor, type VisitorOptions } from "../client/visitor";
import { keptUnder, MARK } from "../net/mark";

const PATIENCE_MS = 8_000;

export class Guest {
  readonly #visitor: Visitor;

  constructor(
    options: VisitorOptions,
    private readonly clientOf: (token: TokenSource) => Client,
  ) {
    this.#visitor = new Visitor(options);
  }

  /** Whoever was here cannot be found any more. */
  get lost(): boolean {
    return this.#visitor.state.peek().lost !== null;
  }

  /** As whoever was here before. */
  come(): Client {
    return this.#client(null);
  }

  /** As somebody new. */
  async begin(): Promise<Client> {
    return this.#client(await this.#visitor.token());
  }

  /** What was written here goes to the person whom this token proves. */
  async merge(token: string): Promise<void> {
    if (keptUnder(MARK, false)) await this.#sendAll();
    await this.#visitor.merge(token);
  }

  logout(): Promise<void> {
    return this.#visitor.logout();
  }

  /** What was written here and is not on the server yet. */
  async #sendAll(): Promise<void> {
    const client = this.come();
    try {
      await drained(client);
    } finally {
      client.stop();
    }
  }

  #client(first: string | null): Client {
    let token = first;
    const next = (): Promise<string | null> => {
      const held = token;
      token = null;
      return held ? Promise.resolve(held) : this.#visitor.comeBack();
    };
    return this.clientOf(next).start();
  }
}

/** What a visitor wrote must be on the server before the visitor is somebody else: nobody could send it afterwards. */
function drained(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("late")), PATIENCE_MS);
    const stop = effect(() => {
      const { where } = client.sender.keeping.value;
      const waits = client.sender.box.value.items.length;
      if (client.connection.value.phase !== "online" || where !== "device" || waits > 0) return;
      clearTimeout(late);
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
