/** A WebSocket as three happenings and two acts. */
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
