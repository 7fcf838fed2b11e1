/** Between client and server: a tap that hears every frame, and a cable that can be pulled. */
import type { Dial, Socket, SocketEvents } from "./socket";

/** Every frame as it crosses the wire; what is said is heard before it leaves. */
export function tapped(dial: Dial, tap: (direction: "in" | "out", text: string) => void): Dial {
  return (events) => {
    const frame = (text: string): void => {
      tap("in", text);
      events.frame(text);
    };
    const socket = dial({ opened: () => events.opened(), closed: (code) => events.closed(code), frame });
    const send = (text: string): void => {
      tap("out", text);
      socket.send(text);
    };
    return { send, drop: () => socket.drop() };
  };
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
