/** The stage's end of one pane: finds the session inside the frame and mirrors what it shows. */
import { type Signal, signal } from "@preact/signals";
import type { RoomState } from "../core/state";
import { parseFrame } from "../core/wire";
import { type Cable, cable, tapped } from "../net/cable";
import type { Handle, Seat, Ticket } from "./cast";
import { BLANK, held, type Ledger, noted } from "./ledger";

const LOOK_MS = 50;
/** Keys that only move the focus about: passing through a pane is not taking it over. */
const PASSING: ReadonlySet<string> = new Set(["Tab", "Shift", "Escape", "Control", "Alt", "Meta"]);

export class Pane {
  readonly ticket: Signal<Ticket | null> = signal(null);
  readonly handle: Signal<Handle | null> = signal(null);
  readonly state: Signal<RoomState | null> = signal(null);
  readonly ledger: Signal<Ledger> = signal(BLANK);
  /** Commands in this pane's outbox. */
  readonly waiting: Signal<number> = signal(0);
  readonly online: Signal<boolean> = signal(false);
  /** A person plays this seat, not the script. */
  readonly yours: Signal<boolean> = signal(false);
  /** Whether whoever the script plays is looking at the room. */
  readonly looking: Signal<boolean> = signal(false);
  readonly pulled: Signal<boolean> = signal(false);
  frame: HTMLIFrameElement | null = null;
  private round = 0;

  constructor(readonly seat: Seat) {}

  /** The frame has loaded a page: wait for its session. */
  async loaded(frame: HTMLIFrameElement): Promise<void> {
    this.frame = frame;
    this.round += 1;
    const { round } = this;
    this.handle.value = null;
    this.pulled.value = false;
    const inside = frame.contentWindow as (Window & { parley?: Handle }) | null;
    this.watchHands(frame);
    while (round === this.round && frame.isConnected) {
      if (inside?.parley) return this.found(inside.parley);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** Another person sits down: nothing of the one before is true any more. */
  clear(): void {
    this.round += 1;
    this.handle.value = null;
    this.state.value = null;
    this.ledger.value = BLANK;
    this.waiting.value = 0;
    this.online.value = false;
  }

  /** Where one writes and reads: the page itself, or the widget's shadow root on the shop's page. */
  get root(): ParentNode | null {
    const page = this.frame?.contentDocument;
    return page?.querySelector("parley-widget")?.shadowRoot ?? page?.body ?? null;
  }

  /** Pulls the cable, or plugs it in: the network says so to the page, as a real one does. */
  pull(out: boolean): void {
    const { handle, frame } = this;
    if (!handle.value || !frame?.contentWindow) return;
    this.pulled.value = out;
    this.cable?.pull(out);
    frame.contentWindow.dispatchEvent(new Event(out ? "offline" : "online"));
    if (!out) handle.value.client.reconnect();
  }

  private cable: Cable | null = null;

  private found(handle: Handle): void {
    const { client, room } = handle;
    // From here on the page's path runs through a cable of ours.
    this.cable = cable(client.dial);
    client.dial = tapped(this.cable.dial, (way, text) => way === "in" && this.note(room.id, text));
    client.reconnect();
    if (room.feed) this.ledger.value = held(room.feed, room.entries.peek());
    // Signals of the frame's own copy of the library: subscribed to, never read inside our effects.
    room.state.subscribe((state) => {
      this.state.value = state;
    });
    room.outbox.subscribe((unsent) => {
      this.waiting.value = unsent.filter((one) => one.state === "sending").length;
    });
    client.connection.subscribe((link) => {
      this.online.value = link.phase === "online";
    });
    this.nameLandmarks();
    this.handle.value = handle;
  }

  /** Four pages of one kind stand side by side: each place that one can go to says whose it is. */
  private nameLandmarks(): void {
    const { frame, root } = this;
    const places = [frame?.contentDocument?.querySelector("main"), root?.querySelector(".conversation")];
    for (const place of places) place?.setAttribute("aria-label", frame?.title ?? "");
  }

  private note(room: string, text: string): void {
    const frame = parseFrame(text);
    if (frame) this.ledger.value = noted(this.ledger.peek(), room, frame);
  }

  /** A real hand on this pane takes it over; what the script does is not trusted by the browser. */
  private watchHands(frame: HTMLIFrameElement): void {
    const page = frame.contentDocument;
    page?.addEventListener("pointerdown", (touch) => this.touched(touch.isTrusted), { capture: true });
    page?.addEventListener("keydown", (key) => this.touched(key.isTrusted && !PASSING.has(key.key)), {
      capture: true,
    });
  }

  private touched(real: boolean): void {
    if (real) this.yours.value = true;
  }
}
