/** A tiny stand-in for the server, to look at the pages while there is none: one node, in memory, no promises. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { makeRooms, phrases } from "./script.mjs";

const STATIC = resolve(fileURLToPath(import.meta.url), "../../../static");
const DEV = resolve(fileURLToPath(import.meta.url), "..");
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:";

const STRICT = "default-src 'none'; script-src 'nonce-dev'; connect-src 'self'";

const rooms = makeRooms();
const sessions = new Set();

function file(path) {
  if (path === "/widget.js") return join(STATIC, "loader.js");
  if (path === "/r/") return join(STATIC, "room/index.html");
  if (path.startsWith("/static/dev/")) return join(DEV, path.slice(12));
  if (path.startsWith("/strict")) return join(DEV, "strict.html");
  if (path.startsWith("/inline")) return join(DEV, "inline.html");
  if (path.startsWith("/static/")) return join(STATIC, path.slice(8));
  if (path.startsWith("/shop")) return join(DEV, "shop.html");
  return null;
}

const http = createServer(async (request, response) => {
  const url = new URL(request.url, "http://x");
  if (url.pathname === "/v1/phrases") {
    response.setHeader("content-type", "application/json");
    return response.end(
      JSON.stringify({ phrases: phrases.filter((p) => p.roles.includes(url.searchParams.get("role"))) }),
    );
  }
  const name = file(url.pathname);
  const text = name && (await readFile(name).catch(() => null));
  if (!text) return response.writeHead(404).end();
  response.writeHead(200, {
    "content-type": TYPES[extname(name)],
    "content-security-policy": url.pathname === "/strict" ? STRICT : CSP,
    "cache-control": "no-store",
  });
  response.end(text);
});

const sockets = new WebSocketServer({ server: http, path: "/v1/ws" });
sockets.on("connection", (socket) => {
  const session = { socket, user: null, views: new Set() };
  sessions.add(session);
  socket.on("close", () => sessions.delete(session));
  socket.on("message", (raw) => said(session, JSON.parse(raw.toString())));
});

const tell = (session, frame) => session.socket.send(JSON.stringify(frame));
const toRoom = (room, frame) => {
  for (const one of sessions) if (one.views.has(room.id)) tell(one, frame);
};

function snapshot(room, user, frame) {
  const mine = room.participants.find((p) => p.user === user);
  const role = mine?.role ?? "agent";
  const since = frame.since ?? frame.seq;
  const entries = since === undefined ? room.entries.slice(-50) : room.entries.filter((e) => e.seq > since);
  return {
    t: "joined",
    ref: frame.ref,
    room: room.id,
    subject: room.subject,
    kind: "order",
    status: "open",
    locked: room.locked ?? false,
    ...(room.waiting ? { waiting: room.waiting } : {}),
    ...(room.locks_at ? { locks_at: room.locks_at } : {}),
    you: {
      user,
      role,
      observer: false,
      can: room.can?.[role] ?? ["send", "typing", "react", "edit", "redact", "help", "history", "seen"],
    },
    facts: (room.facts ?? []).filter((f) => f.roles.includes(role)),
    participants: room.participants,
    first_seq: 1,
    last_seq: room.entries.length,
    reset: false,
    entries,
    lanes:
      role === "agent" && room.lane
        ? [{ room: room.lane, audience: "staff", participants: [], last_seq: 3, unread: 0 }]
        : [],
    ...(role === "agent" && room.metadata ? { metadata: room.metadata } : {}),
  };
}

function append(room, entry) {
  const full = { seq: room.entries.length + 1, at: new Date().toISOString(), ...entry };
  room.entries.push(full);
  toRoom(room, { t: "entries", room: room.id, entries: [full] });
  return full;
}

function said(session, frame) {
  const room = rooms.get(frame.room);
  const user = session.user;
  if (frame.t === "hello") return hello(session, frame);
  if (frame.t === "ping") return tell(session, { t: "pong" });
  if (frame.room && !room)
    return tell(session, { t: "error", ref: frame.ref, code: "not_found", message: "no such room" });
  if (frame.t === "join") {
    session.views.add(room.id);
    const who = room.participants.find((p) => p.user === user);
    if (who) who.presence = "online";
    tell(session, snapshot(room, user, frame));
    return toRoom(room, { t: "presence", user, state: "online" });
  }
  if (frame.t === "typing") return typing(room, user, frame.on);
  if (frame.t === "seen") return seen(room, user, frame);
  if (frame.t === "history") {
    const all = room.entries.filter((e) => e.seq < frame.before);
    return tell(session, {
      t: "history",
      ref: frame.ref,
      room: room.id,
      entries: all.slice(-frame.limit),
      more: all.length > frame.limit,
    });
  }
  if (frame.cid) write(session, room, frame);
}

function hello(session, frame) {
  session.user = JSON.parse(Buffer.from(frame.token.split(".")[1], "base64url").toString()).sub;
  tell(session, {
    t: "welcome",
    session: "s1",
    user: { id: session.user },
    epoch: "e1",
    server_time: new Date().toISOString(),
    heartbeat_s: 20,
    rooms: [],
  });
  for (const one of frame.resume ?? []) said(session, { t: "join", room: one.room, since: one.seq });
}

function typing(room, user, on) {
  room.typing.delete(user);
  if (on) room.typing.add(user);
  toRoom(room, { t: "typing", room: room.id, users: [...room.typing] });
}

function seen(room, user, { delivered = 0, read = 0 }) {
  const who = room.participants.find((p) => p.user === user);
  if (!who) return;
  who.read = Math.max(who.read, read);
  who.delivered = Math.max(who.delivered, delivered, who.read);
  toRoom(room, {
    t: "receipts",
    room: room.id,
    cursors: [{ user, delivered: who.delivered, read: who.read }],
  });
}

const KINDS = { send: "message", edit: "edit", redact: "redact", react: "reaction", help: "help" };

function write(session, room, frame) {
  const { t, cid, ref, target, reply_to } = frame;
  const body =
    t === "react"
      ? { emoji: frame.emoji, on: frame.on }
      : t === "help"
        ? { state: frame.withdraw ? "withdrawn" : "raised", reason: frame.reason }
        : frame.body;
  if (body?.type === "phrase") body.texts = phrases.find((p) => p.id === body.phrase)?.texts;
  if (t === "send") typing(room, session.user, false);
  const author = room.participants.length === 0 ? { author: { name: "Mei", role: "agent" } } : {};
  const entry = append(room, {
    kind: KINDS[t],
    by: session.user,
    cid,
    body,
    ...author,
    ...(target ? { target } : {}),
    ...(reply_to ? { reply_to } : {}),
  });
  tell(session, { t: "ack", ref, room: room.id, cid, seq: entry.seq, at: entry.at });
}

const port = Number(process.env.PORT ?? 8765);
http.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
