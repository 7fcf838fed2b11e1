/** The room page at /r/: one page, views by role, opened by a link. */
import { effect } from "@preact/signals-core";
import { render } from "preact";
import { lazyClient } from "../client/lazy";
import { loadCode, loadPart } from "../ui/beside";
import { loadWords } from "../ui/language";
import { mountRoom } from "../ui/mount";
import { Shelf } from "../ui/shelf";
import { Gone } from "../ui/states";
import { followKeyboard } from "../ui/viewport";
import { chooseLang } from "../ui/words";
import { readTicket, type Ticket, themeFor } from "./ticket";

type StaffPart = typeof import("../ui/staff");

const KEPT = "parley.room";

/** From the link, else from this tab's memory (a reload). The link does not stay in the address bar. */
function takeFragment(): string {
  // Frames of one page share the tab's memory, so each keeps its own link.
  const framed = window.parent !== window;
  if (framed) return location.hash;
  if (location.hash.length > 1) {
    sessionStorage.setItem(KEPT, location.hash);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return sessionStorage.getItem(KEPT) ?? "";
}

function dress(ticket: Ticket | null, lang: string): void {
  document.documentElement.lang = lang;
  document.body.classList.add(`page-${ticket?.view ?? "customer"}`);
  const theme = ticket && themeFor(ticket, new Date().getHours());
  if (theme) document.body.dataset.theme = theme;
}

async function begin(): Promise<void> {
  const root = document.getElementById("room");
  if (!root) return;
  addEventListener("hashchange", () => location.hash.length > 1 && location.reload());
  const ticket = readTicket(takeFragment());
  const lang = chooseLang([ticket?.lang, ...navigator.languages]);
  dress(ticket, lang);
  followKeyboard(document.body);
  const wording = loadWords(lang, import.meta.url);
  if (!ticket) return render(<Gone why="no_link" words={await wording} />, root);
  const url = new URL("../../", import.meta.url).href;
  const staffing =
    ticket.view === "agent" ? loadPart<StaffPart>("staff", lang, import.meta.url, wording) : null;
  const options = { url, token: ticket.token, name: "room-page", mustTouch: ticket.touch };
  const client = lazyClient(options, () => loadCode("keeping", import.meta.url)).start();
  const room = client.open(ticket.room, { observe: ticket.observe });
  const words = await wording;
  const staff = await staffing;
  staff?.dressStaff(document);
  mountRoom(root, {
    client,
    room,
    words,
    view: ticket.view,
    shelf: new Shelf(document, (name) => loadPart(name, lang, import.meta.url, words)),
    ...(staff && { staff: staff.staff }),
  });
  // A page of the same origin that frames this one (the demo's stage) finds the session here.
  Object.assign(window, { parley: { client, room } });
  effect(() => {
    const { subject } = room.state.value;
    const unread = room.unread.value;
    if (subject) document.title = unread > 0 ? `(${unread}) ${subject}` : subject;
  });
}

void begin();
