/** A cable between client and server that can be pulled: for a demonstration of what happens then. */
import type { Dial, Socket, SocketEvents } from "./socket";

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
