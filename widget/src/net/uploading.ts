/** One file on its way up: XMLHttpRequest where there is one (it tells how far it is), else fetch. */
import type { UnderWay, Uploaded, UploadTask } from "./device";

export function upload(task: UploadTask): UnderWay {
  return typeof XMLHttpRequest === "undefined" ? byFetch(task) : byRequest(task);
}

function addressOf({ url, room, name }: UploadTask): string {
  const address = new URL("v1/uploads", url.endsWith("/") ? url : `${url}/`);
  address.search = new URLSearchParams({ room, name }).toString();
  return address.href;
}

function headersOf({ token, blob }: UploadTask): [string, string][] {
  return [
    ["authorization", `Bearer ${token}`],
    ["content-type", blob.type || "application/octet-stream"],
  ];
}

function byRequest(task: UploadTask): UnderWay {
  const request = new XMLHttpRequest();
  const ended = new Promise<Uploaded>((resolve) => {
    request.onload = () => resolve(judge(request.status, request.responseText));
    request.onerror = request.onabort = request.ontimeout = () => resolve({ done: "lost" });
  });
  request.upload.onprogress = (step) => task.progress(step.loaded);
  request.open("POST", addressOf(task));
  for (const [name, value] of headersOf(task)) request.setRequestHeader(name, value);
  request.send(task.blob);
  return { ended, cancel: () => request.abort() };
}

function byFetch(task: UploadTask): UnderWay {
  const stop = new AbortController();
  const run = async (): Promise<Uploaded> => {
    const headers = Object.fromEntries(headersOf(task));
    const asked = { method: "POST", headers, body: task.blob, signal: stop.signal };
    const answer = await fetch(addressOf(task), asked);
    return judge(answer.status, await answer.text());
  };
  return { ended: run().catch((): Uploaded => ({ done: "lost" })), cancel: () => stop.abort() };
}

interface Answer {
  file?: unknown;
  code?: string;
  retry_after_ms?: number;
}

/** By what the server said, for what it said; a proxy's own answers count as a bad path, or as its status says. */
export function judge(status: number, text: string): Uploaded {
  const said = parse(text);
  if (status >= 200 && status < 300 && typeof said.file === "string") {
    return { done: "up", file: said.file };
  }
  const code = said.code ?? BY_STATUS[status];
  if (code === undefined) return { done: "lost" };
  return { done: "refused", code, retryAfterMs: said.retry_after_ms ?? null };
}

const BY_STATUS: Readonly<Record<number, string>> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  413: "too_large",
  429: "rate_limited",
  503: "unavailable",
};

function parse(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Answer) : {};
  } catch {
    return {};
  }
}
