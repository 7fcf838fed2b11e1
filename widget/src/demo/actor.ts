/** How the script's people act: letter by letter in the pane's own composer, through the pane's own session. */
import type { Room } from "../client";
import { presentOf } from "../core/state";
import type { Values } from "../core/wire";
import type { Handle } from "./cast";
import type { Pace } from "./pace";
import type { Pane } from "./pane";

const FOUND_MS = 8_000;

/** Types and sends. Answers false when a person took the pane over meanwhile: then nothing is sent. */
export async function say(pane: Pane, text: string, pace: Pace): Promise<boolean> {
  return typeAndSend(pane, text, pace, ({ room }) => room);
}

/** The same into the staff lane: the composer changes its clothes first. */
export async function note(pane: Pane, text: string, pace: Pace): Promise<boolean> {
  choose(pane, 1);
  await pace.pause(500);
  const said = await typeAndSend(pane, text, pace, staffLane);
  await pace.pause(300);
  choose(pane, 0);
  return said;
}

function staffLane({ client, room }: Handle): Room | null {
  const lane = room.state.peek().lanes.find((one) => one.audience === "staff");
  return lane ? client.open(lane.room) : null;
}

type Where = (handle: Handle) => Room | null;

async function typeAndSend(pane: Pane, text: string, pace: Pace, where: Where): Promise<boolean> {
  const letters = [...text];
  for (let i = 0; i < letters.length; i += pace.letters) {
    if (pane.yours.peek() || pace.over) return rubOut(pane, letters.slice(0, i).join(""));
    write(pane, letters.slice(0, i + pace.letters).join(""));
    await pace.pause(pace.perLetter(letters.length));
  }
  await pace.pause(250);
  if (pane.yours.peek() || pace.over) return rubOut(pane, text);
  // The page may have been opened anew meanwhile, in another language: what counts is who is there now.
  await until(() => pane.handle.peek() !== null, FOUND_MS);
  const handle = pane.handle.peek();
  const room = handle && where(handle);
  room?.send(text);
  write(pane, "");
  return Boolean(room);
}

/** Takes back what the script wrote, and nothing that a person wrote since. */
function rubOut(pane: Pane, written: string): false {
  if (box(pane)?.value === written) write(pane, "");
  return false;
}

function box(pane: Pane): HTMLTextAreaElement | null {
  return pane.root?.querySelector("textarea") ?? null;
}

/** As a keyboard would: the value, then the event. The focus stays where it is. */
function write(pane: Pane, text: string): void {
  const area = box(pane);
  if (!area) return;
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(pane: Pane, audience: number): void {
  pane.root?.querySelectorAll<HTMLInputElement>(".audience input")[audience]?.click();
}

export function phrase(pane: Pane, id: string, params?: Values): void {
  pane.handle.peek()?.room.phrase(id, params);
}

export function callHelp(pane: Pane, reason: string): void {
  pane.handle.peek()?.room.help(reason);
}

/** Puts a reaction on the latest message of somebody else. */
export function react(pane: Pane, emoji: string): void {
  const handle = pane.handle.peek();
  const me = handle?.client.me.peek()?.id;
  const latest = handle?.room.entries.peek().filter((item) => item.kind === "message" && item.by !== me);
  const target = latest?.at(-1);
  if (handle && target) handle.room.react(target.seq, emoji, true);
}

/** Who looks at the room reads what is there. */
export function read(pane: Pane): void {
  const room = pane.handle.peek()?.room;
  if (room?.feed) room.seen(room.feed.high);
}

/** An observer who became a participant asks again what that means. */
export async function takePart(pane: Pane): Promise<void> {
  const handle = pane.handle.peek();
  if (!handle) return;
  const me = handle.client.me.peek()?.id;
  await until(() => presentOf(handle.room.state.peek()).some((who) => who.user === me), 5_000);
  await handle.room.join();
}

/** Waits for a condition, looking often; gives up silently. */
export async function until(holds: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return true;
}
