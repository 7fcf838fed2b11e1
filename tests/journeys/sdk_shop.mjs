/** A shop's page that uses the packed SDK: what the tests have its person do, and what they look at. */
import { createClient, Visitor } from "@parley/client";

const stage = { visitor: null, client: null, rooms: new Map() };
const room = (id) => stage.rooms.get(id) ?? stage.rooms.set(id, stage.client.open(id)).get(id);
const waiting = (id) => room(id).outbox.value;
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function rows(database) {
  const names = [...database.objectStoreNames];
  const all = (name) =>
    new Promise((resolve, reject) => {
      const asked = database.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await all(name)])));
}

const opened = (name) =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

const code = (problem) => ({ refused: problem.code ?? problem.name, status: problem.status ?? 0 });

/** A file that is the same wherever it is made. */
function filled(bytes) {
  const whole = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 1) whole[at] = (at * 31 + (at >> 8)) & 255;
  return whole;
}

window.shop = {
  // ---- who ----
  visit(url) {
    stage.visitor = new Visitor({ url, name: "Guest" });
    const known = stage.visitor.known;
    stage.client = createClient({ url, token: stage.visitor.token, name: "shop" }).start();
    return known;
  },
  come(url, token) {
    stage.client = createClient({ url, token: async () => token, name: "shop" }).start();
  },
  me: () => stage.client.me.value?.id ?? null,
  visitor: () => stage.visitor.state.value,
  online: () => stage.client.connection.value.phase === "online",
  hurry: () => stage.client.reconnect(),
  stopped: () => stage.client.connection.value.why,
  tokens: (count) => Promise.all(Array.from({ length: count }, () => stage.visitor.token())),
  merge: (token) => stage.visitor.merge(token).catch(code),
  leave: () => Promise.all([stage.visitor?.logout(), stage.client.logout()]).then(() => true),

  // ---- what is said ----
  support: async (subject) => (await stage.client.openSupport(subject)).id,
  open: (id) => room(id).id,
  ready: (id) => room(id).status.value.phase === "ready",
  status: (id) => room(id).status.value,
  say: (id, text) => room(id).send(text),
  discard: (id, cid) => room(id).discard(cid),
  texts: (id) => room(id).entries.value.flatMap(({ kind, body }) => (kind === "message" ? [body.text ?? body.type] : [])),
  has: (id, text) => shop.texts(id).includes(text),
  /** How far each message of one's own has come. */
  progress: (id) => room(id).timeline.value.flatMap((line) => (line.progress ? [line.progress] : [])),
  settled: (id) => waiting(id).length === 0,
  failed: (id) => waiting(id).flatMap((one) => (one.state === "failed" ? [[one.reason, one.retryAt > Date.now()]] : [])),
  fails: (id) => shop.failed(id).length > 0,
  rooms: () => [...stage.client.rooms.value.keys()],
  listed: (id) => stage.client.rooms.value.has(id),
  unread: () => stage.client.unread.value,

  // ---- files ----
  attach: (id, bytes, name, head = "") => {
    const start = Uint8Array.from(head, (char) => char.charCodeAt(0));
    const file = new Blob([start, filled(bytes)], { type: "application/octet-stream" });
    return room(id).sendFile(file, { name });
  },
  picture: async (id, side) => {
    const canvas = new OffscreenCanvas(side, side);
    const paint = canvas.getContext("2d");
    for (let at = 0; at < side; at += 8) {
      paint.fillStyle = `hsl(${at % 360} 90% 50%)`;
      paint.fillRect(at, 0, 8, side);
    }
    return room(id).sendFile(await canvas.convertToBlob({ type: "image/png" }), { name: "door.png" });
  },
  /** Bytes that are up, of the file that goes up. */
  up: (id) => waiting(id)[0]?.file?.sent ?? null,
  under: (id) => (shop.up(id) ?? 0) > 0,
  files: (id) => room(id).entries.value.flatMap(({ body }) => (body?.type === "file" ? [body] : [])),
  got: (id, count) => shop.files(id).length === count,
  fetch: async (file, size) => {
    const blob = await stage.client.fetchFile(file, size).catch(code);
    if (!(blob instanceof Blob)) return blob;
    const shown = new Image();
    shown.src = URL.createObjectURL(blob);
    await shown.decode().catch(() => undefined);
    URL.revokeObjectURL(shown.src);
    const digest = hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
    return { size: blob.size, type: blob.type, width: shown.naturalWidth, digest };
  },
  digest: async (bytes) => hex(await crypto.subtle.digest("SHA-256", filled(bytes))),
  link: async (file) => (await stage.client.linkFor(file)).url,

  // ---- what the browser keeps ----
  kept: async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: Object.fromEntries(
      await Promise.all(
        (await indexedDB.databases()).map(async ({ name }) => {
          const database = await opened(name);
          const held = await rows(database);
          database.close();
          return [name, held];
        }),
      ),
    ),
    caches: await caches.keys(),
    cookies: document.cookie,
  }),
};
window.loaded = true;
