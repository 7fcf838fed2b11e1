/** The room page at /r/: one page, views by role, opened by a link. */
import { effect, type Signal, signal } from "@preact/signals-core";
import { render } from "preact";
import type { Room } from "../client";
import { invitedHere } from "../client/invited";
import { lazyClient } from "../client/lazy";
import type { Lang } from "../core/wire";
import { loadCode, loadPart } from "../ui/beside";
import type { Given, View } from "../ui/context";
import { Gone } from "../ui/gone";
import { loadWords } from "../ui/language";
import { mountRoom } from "../ui/mount";
import { Shelf } from "../ui/shelf";
import { followKeyboard } from "../ui/viewport";
import { chooseLang, type Words } from "../ui/words";
import type { Entry, InvitedPart } from "./entry";
import { Extra } from "./extra";
import { readTicket, type Ticket, themeFor } from "./ticket";

type StaffPart = typeof import("../ui/staff");

const KEPT = "parley.room";
const SCRIPT = import.meta.url;

/** From the link, else from this tab's memory (a reload). The link does not stay in the address bar. */
function takeFragment(): string {
  // Frames of one page share the tab's memory, so each keeps its own link.
  const framed = window.parent !== window;
  if (framed) return location.hash;
  try {
    if (location.hash.length > 1) {
      sessionStorage.setItem(KEPT, location.hash);
      history.replaceState(null, "", location.pathname + location.search);
    }
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    // Nothing may be kept here: the link stays where it is, for a reload.
    return location.hash;
  }
}

function dress({ view, theme }: Pick<Ticket, "view" | "theme">): void {
  document.body.classList.add(`page-${view}`);
  const chosen = themeFor({ view, theme }, new Date().getHours());
  if (chosen) document.body.dataset.theme = chosen;
}

/** By an invitation, or because this device was let in before; null where the page says why nothing opens. */
async function enter(ticket: Ticket, words: Words, root: Element, url: string): Promise<Entry | null> {
  const part = await loadPart<InvitedPart>("invited", words.lang, SCRIPT, words);
  part.dress(document);
  return part.enter({ link: ticket.invitation, room: ticket.room, url, words, root });
}

async function begin(): Promise<void> {
  const root = document.getElementById("room");
  if (!root) return;
  addEventListener("hashchange", () => location.hash.length > 1 && location.reload());
  const ticket = readTicket(takeFragment());
  const lang = chooseLang([ticket.lang, ...navigator.languages]);
  document.documentElement.lang = lang;
  if (ticket.token) dress(ticket);
  followKeyboard(document.body);
  const wording = loadWords(lang, SCRIPT);
  const url = new URL("../../", SCRIPT).href;
  if (ticket.token) return open({ ticket, entry: null, wording, lang, root, url });
  const words = await wording;
  if (!ticket.invitation && !invitedHere()) return render(<Gone why="no_link" words={words} />, root);
  const entry = await enter(ticket, words, root, url);
  if (!entry) return;
  const entered = { ...ticket, view: entry.view, observe: false };
  dress(entered);
  await open({ ticket: entered, entry, wording, lang, root, url });
}

interface Opening {
  readonly ticket: Ticket;
  readonly entry: Entry | null;
  readonly wording: Promise<Words>;
  readonly lang: Lang;
  readonly root: Element;
  readonly url: string;
}

async function open({ ticket, entry, wording, lang, root, url }: Opening): Promise<void> {
  const { view, observe } = ticket;
  const staffing = view === "agent" ? loadPart<StaffPart>("staff", lang, SCRIPT, wording) : null;
  const many = isTill(ticket, entry);
  const mustTouch = ticket.touch || many;
  const options = { url, token: entry?.token ?? ticket.token, name: "room-page", mustTouch };
  const client = lazyClient(options, () => loadCode("keeping", SCRIPT));
  entry?.begin(client);
  client.start();
  const first = entry && !many ? entry.room(client) : ticket.room;
  if (typeof first === "string") client.open(first, { observe });
  const words = await wording;
  const staff = await staffing;
  staff?.dressStaff(document);
  const shelf = shelfFor(view, words);
  const by = entry ? { entered: entry.by(client) } : {};
  const given = { client, words, view, shelf, Extra, ...(staff && { staff: staff.staff }), ...by };
  if (many) return (await shelf.sure("till")).open({ ...given, first: ticket.room }, root);
  showRooms(given, root, observe)((await first) ?? "");
}

/** What a view has of its own, and needs from the start. */
const OWN: Partial<Record<View, "driver" | "till">> = { driver: "driver", merchant: "till" };

function shelfFor(view: View, words: Words): Shelf {
  const shelf = new Shelf(document, (name) => loadPart(name, words.lang, SCRIPT, words));
  const own = OWN[view];
  if (own) shelf.need(own);
  return shelf;
}

/** Answers how to show one: the page is one room, or one of a driver's after another. */
function showRooms(given: Omit<Given, "room">, root: Element, observe: boolean): (id: string) => void {
  const { client, shelf, entered } = given;
  const shown = signal<Room | null>(null);
  const show = (id: string): void => {
    const room = client.open(id, { observe });
    mountRoom(root, { ...given, room, go: show });
    // A page of the same origin that frames this one (the demo's stage) finds the session here.
    Object.assign(window, { parley: { client, room } });
    shown.value = room;
  };
  tell(shown, shelf, entered !== undefined);
  return show;
}

/** A merchant with all of their orders; by a link to one room there is that room alone. */
function isTill({ view, room }: Ticket, entry: Entry | null): boolean {
  return view === "merchant" && (entry ? entry.every : room === null);
}

/** The title says what waits; what tells those who have left is loaded for whoever can come back by themselves. */
function tell(shown: Signal<Room | null>, shelf: Shelf, comesBack: boolean): void {
  effect(() => {
    const room = shown.value;
    if (!room) return;
    const { subject } = room.state.value;
    const unread = room.unread.value;
    if (subject) document.title = unread > 0 ? `(${unread}) ${subject}` : subject;
  });
  effect(() => {
    if (comesBack && shown.value?.status.value.phase === "ready") shelf.need("away");
  });
}

void begin();
