/** A file on its way up: what is asked of the server, how far it is, and that it can be stopped. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { UploadTask } from "../../src/net/device";
import { upload } from "../../src/net/uploading";

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let server: Server;
let asked: Asked[] = [];
let silent = false;

beforeEach(async () => {
  asked = [];
  silent = false;
  server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = "", url = "", headers } = request;
    asked.push({ method, url, headers, body: Buffer.concat(pieces).toString() });
    if (!silent) response.writeHead(201).end('{"file": "f1"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const task = (more: Partial<UploadTask> = {}): UploadTask => ({
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  token: "abc",
  room: "order-1042",
  name: "扉 & door.png",
  blob: new Blob(["0123456789"], { type: "image/png" }),
  progress: () => undefined,
  ...more,
});

describe("by fetch", () => {
  it("the file itself is the body; room and name stand in the address, the token in a header", async () => {
    expect(await upload(task()).ended).toEqual({ done: "up", file: "f1" });
    expect(asked).toMatchObject([{ method: "POST", body: "0123456789" }]);
    const { searchParams, pathname } = new URL(asked[0]?.url ?? "", "http://x");
    expect([pathname, ...searchParams]).toEqual([
      "/v1/uploads",
      ["room", "order-1042"],
      ["name", "扉 & door.png"],
    ]);
    expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer abc", "content-type": "image/png" });
  });
  it("is stopped, and then lost", async () => {
    silent = true;
    const run = upload(task());
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    run.cancel();
    expect(await run.ended).toEqual({ done: "lost" });
  });
});

describe("by XMLHttpRequest", () => {
  class Request {
    static last: Request;
    readonly upload: { onprogress?: (step: { loaded: number }) => void } = {};
    readonly said: unknown[] = [];
    status = 0;
    responseText = "";
    onload: () => void = () => undefined;
    onabort: () => void = () => undefined;
    constructor() {
      Request.last = this;
    }
    open(...what: unknown[]): void {
      this.said.push(what);
    }
    setRequestHeader(...what: unknown[]): void {
      this.said.push(what);
    }
    send(body: Blob): void {
      this.said.push(body.size);
    }
    abort(): void {
      this.onabort();
    }
  }
  beforeEach(() => vi.stubGlobal("XMLHttpRequest", Request));
  afterEach(() => vi.unstubAllGlobals());

  it("tells how far it is, and how it ended", async () => {
    const steps: number[] = [];
    const run = upload(task({ progress: (sent) => steps.push(sent) }));
    Request.last.upload.onprogress?.({ loaded: 4 });
    Object.assign(Request.last, { status: 413, responseText: '{"code": "too_large"}' });
    Request.last.onload();
    expect(await run.ended).toEqual({ done: "refused", code: "too_large", retryAfterMs: null });
    expect([steps, Request.last.said.at(-1)]).toEqual([[4], 10]);
  });
  it("is stopped, and then lost", async () => {
    const run = upload(task());
    run.cancel();
    expect(await run.ended).toEqual({ done: "lost" });
  });
});
