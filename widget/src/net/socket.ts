/** A WebSocket as three happenings and two acts; and a cable between, that can be pulled. */
import { SUBPROTOCOL } from "../core/wire";

export interface SocketEvents {
  opened(): void;
  frame(text: string): void;
  closed(code: number): void;
}

export interface Socket {
  send(text: string): void;
  /** Closes and goes silent: no event comes after this. */
  drop(): void;
}

export type Dial = (events: SocketEvents) => Socket;

export function webSocketDial(url: string): Dial {
  return (events) => {
    const socket = new WebSocket(url, SUBPROTOCOL);
    socket.onopen = () => events.opened();
    socket.onmessage = (message) => {
      if (typeof message.data === "string") events.frame(message.data);
    };
    socket.onclose = (close) => events.closed(close.code);
    return {
      send: (text) => {
        if (socket.readyState === 1) socket.send(text);
      },
      drop: () => {
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
      },
    };
  };
}

/** The address of the socket for a server's base address. */
export function socketUrl(server: string): string {
  const url = new URL("v1/ws", server.endsWith("/") ? server : `${server}/`);
  url.protocol = url.protocol === "https:" || url.protocol === "wss:" ? "wss:" : "ws:";
  return url.href;
}

export interface Cable {
  dial: Dial;
  /**
   * Pulled: every socket goes dead without a word (no FIN reaches anybody) and new ones never open.
   * A socket that was cut stays dead after the cable is back, as one does when its path has changed.
   */
  pull(out: boolean): void;
}

export function cable(dial: Dial): Cable {
  let out = false;
  const living = new Set<{ dead: boolean }>();
  const dead: Socket[] = [];
  const guarded = (events: SocketEvents, line: { dead: boolean }): SocketEvents => ({
    opened: () => line.dead || events.opened(),
    frame: (text) => line.dead || events.frame(text),
    closed: (code) => line.dead || events.closed(code),
  });
  const connect: Dial = (events) => {
    if (out) return { send: () => undefined, drop: () => undefined };
    const line = { dead: false };
    const socket = dial(guarded(events, line));
    living.add(line);
    return {
      send: (text) => line.dead || socket.send(text),
      drop: () => {
        living.delete(line);
        if (line.dead && out) dead.push(socket);
        else socket.drop();
      },
    };
  };
  const pull = (now: boolean): void => {
    out = now;
    if (out) for (const line of living) line.dead = true;
    else for (const socket of dead.splice(0)) socket.drop();
  };
  return { dial: connect, pull };
}
