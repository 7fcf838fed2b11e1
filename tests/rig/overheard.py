"""One client's wire as the history tells of it, heard where the client itself speaks and listens."""

import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Page

from tests.rig.history import History
from tests.rig.holding import Account

Frame = dict[str, Any]

# Stands in the page before its own code: what it says, and what it hears until it lets go of a socket. Each with its
# moment: the reports of two pages come by two ways, and one may overtake the other. A page that is loaded anew takes
# what it is just reporting with it: the tab keeps every report until it is taken, and the next page makes it again.
TAP: Final = """
    const Plain = WebSocket, kept = "overheard", untaken = JSON.parse(sessionStorage.getItem(kept) ?? "[]");
    const keep = () => sessionStorage.setItem(kept, JSON.stringify(untaken));
    let count = 0;
    const report = async (one) => {
        await overhear(...one);
        untaken.splice(untaken.indexOf(one), 1);
        keep();
    };
    const tell = (way, text) => {
        const one = [way, text, performance.timeOrigin + performance.now(), `${performance.timeOrigin} ${count++}`];
        untaken.push(one);
        keep();
        report(one);
    };
    for (const one of [...untaken]) report(one);
    window.WebSocket = class extends Plain {
        #over = false;
        constructor(...where) {
            super(...where);
            this.addEventListener("message", ({ data }) => this.#over || tell("in", data));
        }
        send(text) {
            tell("out", text);
            super.send(text);
        }
        close(...why) {
            this.#over = true;
            super.close(...why);
        }
    };
"""


@dataclass
class Overheard:
    """What one client says and hears, put into the history."""

    history: History
    account: Account
    device: str
    conn: int = 0
    acked: int = 0
    moment: float | None = None  # of what it says or hears just now, milliseconds on a clock that all pages share
    rooms: set[str] = field(default_factory=set)  # those that it has open
    asked: dict[str, deque[int | None]] = field(default_factory=lambda: defaultdict(deque))

    def said(self, frame: Frame) -> None:
        """Take a frame that the client says."""
        if frame["t"] == "hello":
            self._greets(frame)
        elif frame["t"] == "join":
            self.asked[frame["room"]].append(frame.get("since"))
        elif frame["t"] == "leave":
            self.rooms.discard(frame["room"])
        elif frame["t"] == "seen":
            self.put("seen", frame)

    def _greets(self, frame: Frame) -> None:
        if self.conn:
            self.put("closed", {"code": 0})
        self.conn += 1
        self.asked.clear()
        for one in frame.get("resume", []):
            self.asked[one["room"]].append(one["seq"])
            self.put("seen", one)

    def heard(self, frame: Frame) -> None:
        """Take a frame that the client is told."""
        kind = frame["t"]
        if kind == "welcome":
            self.put("opened", {})
        elif kind == "joined":
            since = self.asked[frame["room"]].popleft()
            self.rooms.add(frame["room"])
            self.put("joined", {**frame, "since": since, "observer": False})
        elif kind in {"ack", "entries", "receipts", "left"}:
            self.acked += kind == "ack"
            if kind == "left":
                self.rooms.discard(frame["room"])
            self.put(kind, {"cursors": [], **frame} if kind == "receipts" else frame)
        elif kind == "error" and "cid" in frame:
            self.put("refused", frame)

    def put(self, what: str, frame: Frame) -> None:
        """Put a record of this client into the history."""
        taken = {key: value for key, value in frame.items() if key not in {"t", "what", "n", "device", "user", "conn"}}
        if self.moment is not None:
            taken["moment"] = self.moment
        self.history.put(what, device=self.device, user=self.account.user, conn=self.conn, **taken)


async def overhear(page: Page, history: History, account: Account, device: str) -> Overheard:
    """Hear a page that is not open yet."""
    client = Overheard(history, account, device)
    taken: set[str] = set()

    def take(way: str, text: str, moment: float, report: str) -> None:
        if report in taken:
            return
        taken.add(report)
        frame, client.moment = json.loads(text), moment
        if way == "in":
            client.heard(frame)
            return
        if "cid" in frame:
            client.put("invoke", {"room": frame["room"], "cid": frame["cid"], "command": frame})
        client.said(frame)

    await page.expose_function("overhear", take)
    await page.add_init_script(TAP)
    return client
