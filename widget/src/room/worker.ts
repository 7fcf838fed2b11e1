/** The room page's service worker: the shell without a network, and what tells those who have left the page. */
declare const VERSION: string;
/** Everything of one build: the page, what it names, and the rest. */
declare const SHELL: readonly string[];
/** "New message in {subject}", "We are back: {subject}", by language. */
declare const SAYS: Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Waits extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetched extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Waits {
  readonly data: { json(): unknown } | null;
}
interface Touched extends Waits {
  readonly notification: Notification;
}
interface Sight {
  readonly url: string;
  readonly visibilityState: string;
  focus(): Promise<unknown>;
  readonly postMessage: (said: unknown, ports?: MessagePort[]) => void;
}
interface Worker {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(which: object): Promise<readonly Sight[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(kind: "install" | "activate", hear: (happened: Waits) => void): void;
  addEventListener(kind: "fetch", hear: (asked: Fetched) => void): void;
  addEventListener(kind: "push", hear: (pushed: Pushed) => void): void;
  addEventListener(kind: "notificationclick", hear: (touched: Touched) => void): void;
}

const worker = self as unknown as Worker;
const OURS = "parley.room.";
const CACHE = OURS + VERSION;
const PAGE = new URL("./", worker.location.href);
const FILES = new URL("../static/room/", PAGE);
/** A network that takes longer is none: the page is shown as it is kept. */
const SOON_MS = 3_000;
const ANSWERS_MS = 500;

const after = (ms: number): Promise<void> => new Promise((over) => setTimeout(over, ms));

// ---- the shell ----

/** All of one build, or nothing: a node that has not been renewed yet may have answered. */
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map((one) => new URL(one, PAGE).href));
  const page = (await (await cache.match(PAGE.href))?.text()) ?? "";
  if (SHELL.slice(1, 3).every((one) => page.includes(one))) return;
  await caches.delete(CACHE);
  throw new Error("the page is of another build");
}

async function clean(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((one) => one.startsWith(OURS) && one !== CACHE).map((one) => caches.delete(one)),
  );
}

const kept = (url: string): Promise<Response | undefined> =>
  caches.match(url, { cacheName: CACHE, ignoreVary: true });

/** The newest page there is; what is kept, where there is no network or nobody answers behind it. */
async function page(request: Request): Promise<Response> {
  const fresh = fetch(request).then(
    async (answer) => (answer.status < 500 ? answer : ((await kept(PAGE.href)) ?? answer)),
    async () => (await kept(PAGE.href)) ?? Response.error(),
  );
  const late = after(SOON_MS).then(async () => (await kept(PAGE.href)) ?? fresh);
  return Promise.race([fresh, late]);
}

/** A file is asked for by its version, so what is kept is what is asked for. */
const file = async (request: Request): Promise<Response> => (await kept(request.url)) ?? fetch(request);

worker.addEventListener("install", (happened) => happened.waitUntil(keep()));
worker.addEventListener("activate", (happened) => happened.waitUntil(clean()));
worker.addEventListener("fetch", (asked) => {
  const { request } = asked;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== PAGE.origin) return;
  if (request.mode === "navigate") asked.respondWith(page(request));
  else if (pathname.startsWith(FILES.pathname)) asked.respondWith(file(request));
});

// ---- those who have left ----

const windows = async (): Promise<readonly Sight[]> => {
  const all = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter(({ url }) => url.startsWith(PAGE.href));
};

/** Is the room before somebody's eyes? */
async function shows(client: Sight, room: string): Promise<boolean> {
  if (client.visibilityState !== "visible") return false;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<boolean>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data === true);
  });
  client?.postMessage({ shows: room }, [port2]);
  return Promise.race([answer, after(ANSWERS_MS).then(() => false)]);
}

/** See docs/push.md; what is new in a lane is told of its room. */
interface News {
  readonly t?: string;
  readonly room: string;
  readonly parent?: string | null;
  readonly subject?: string;
  readonly lang?: string;
}

async function tell({ t = "", parent, subject, lang = "", ...news }: News): Promise<void> {
  const room = parent ?? news.room;
  const seen = await Promise.all((await windows()).map((one) => shows(one, room)));
  if (seen.includes(true)) return;
  const page = new URL(worker.location.href).searchParams.get("lang") ?? "";
  const says = SAYS[lang] ?? SAYS[page] ?? SAYS.en;
  const text = (says?.[t] ?? says?.message ?? "").replace("{subject}", () => subject || room);
  const look = { icon: new URL("icon-192.png", FILES).href, badge: new URL("badge.png", FILES).href };
  await worker.registration.showNotification(text, {
    ...look,
    tag: room,
    renotify: true,
    lang,
    data: { room },
  } as object);
}

/** To the window that shows the room, else to any, else to a new one. */
async function open(room: string): Promise<void> {
  const all = await windows();
  const [client] = all;
  if (!client) return void (await worker.clients.openWindow(`${PAGE.href}#room=${encodeURIComponent(room)}`));
  // Some browsers allow it only while the touch is fresh; the room is shown all the same.
  await client.focus().catch(() => undefined);
  client?.postMessage({ open: room });
}

worker.addEventListener("push", (pushed) => {
  const news = pushed.data?.json() as News | undefined;
  if (news?.room) pushed.waitUntil(tell(news));
});
worker.addEventListener("notificationclick", (touched) => {
  touched.notification.close();
  const { room } = touched.notification.data as News;
  touched.waitUntil(open(room));
});
