/** The inbox of staff on the client's own socket: asked for on every new connection, and kept from the room's parser. */
import type { Dial, Socket } from "../net/socket";

const SUBSCRIBE = JSON.stringify({ t: "inbox", on: true, ref: "inbox" });
const BEGINS = '{"t":"inbox"';
/** What the rest of the client hears of such a frame: that the path is alive. */
const ALIVE = '{"t":"inbox"}';

export class InboxLine {
  #socket: Socket | null = null;

  constructor(private readonly tell: (frame: unknown) => void) {}

  /** The same connection; frames of the inbox are told here, once, and are parsed by nobody else. */
  over(dial: Dial): Dial {
    return (events) => {
      const frame = (text: string): void => {
        if (!text.startsWith(BEGINS)) return events.frame(text);
        events.frame(ALIVE);
        this.tell(JSON.parse(text));
      };
      this.#socket = dial({ opened: () => events.opened(), closed: (code) => events.closed(code), frame });
      return this.#socket;
    };
  }

  /** On a connection that was greeted: the list is told anew, then what changes. */
  subscribe(): void {
    this.#socket?.send(SUBSCRIBE);
  }
}
