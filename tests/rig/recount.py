"""What the workspace must show, counted anew from raw logs by rules that are written down here a second time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

Entry = dict[str, Any]
STAFF: Final = frozenset({"agent", "supervisor", "admin"})
VIEWS: Final = ("mine", "team", "unassigned", "all")
REASONS: Final = (
    *("offer", "help", "waiting", "due", "mention", "back"),
    *("typing", "unread", "unseen", "rest", "snoozed"),
)
NEEDS_ME: Final = REASONS.index("unread")
ALL_MAY: Final = frozenset({"order", "announcement"})
HELD: Final = ("agent", "state", "team", "sender", "needs", "hold", "wake_at", "priority", "labels")


@dataclass
class Raw:
    """One room as the host reads it: its log, its staff lane's, and how far each has read."""

    room: str
    kind: str
    log: list[Entry]
    lane: list[Entry]
    read: dict[str, int]


@dataclass
class Reader:
    """Whose page it is: their teams, and how far they have looked at rooms and lanes themselves."""

    user: str
    role: str
    teams: frozenset[str] = frozenset()
    looked: dict[str, tuple[int, int]] = field(default_factory=dict)


class Stand:
    """How one room stands, folded from its logs."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.room = raw.room
        self.status = "open"
        self.waiting: tuple[str, str] | None = None
        self.here: dict[str, tuple[str, int]] = {}
        self.roles: dict[str, str] = {}
        self.messages: list[Entry] = []
        self.held: dict[str, Any] = dict.fromkeys(HELD)
        self.mentions: list[Entry] = []
        for entry in raw.log:
            getattr(self, f"_{entry['kind']}", self._nothing)(entry)
        for entry in raw.lane:
            self._in_lane(entry)

    # --- the room's own log ---

    def _nothing(self, entry: Entry) -> None:
        pass

    def _join(self, entry: Entry) -> None:
        body = entry["body"]
        self.here.pop(body.get("replaces"), None)
        self.here[body["user"]] = (body["role"], entry["seq"])
        self.roles[body["user"]] = body["role"]

    def _leave(self, entry: Entry) -> None:
        self.here.pop(entry["body"]["user"], None)

    def _room(self, entry: Entry) -> None:
        self.status = entry["body"].get("status", self.status)
        if self.status == "resolved":
            self.waiting = None

    def _activity(self, entry: Entry) -> None:
        if entry["body"].get("reopened"):
            self.status = "open"

    def _help(self, entry: Entry) -> None:
        raised = entry["body"]["state"] == "raised"
        self.waiting = (entry["at"], entry["body"]["reason"]) if raised else None
        self.status = "open" if raised else self.status

    def _message(self, entry: Entry) -> None:
        self.messages.append(entry)
        role = entry["author"]["role"] if "author" in entry else self.roles.get(entry["by"])
        if role in STAFF:
            self.waiting = None
        elif self.raw.kind == "support" and self.waiting is None:
            self.waiting = (entry["at"], "message")

    # --- its staff lane's ---

    def _in_lane(self, entry: Entry) -> None:
        if entry["kind"] == "desk":
            self.held.update({name: value for name, value in entry["body"].items() if name in HELD})
        elif entry["kind"] == "message" and entry["body"].get("mentions"):
            self.mentions.append(entry)

    # --- what is shown of it ---

    def is_had_by(self, user: str) -> bool:
        """Whether it is theirs."""
        return self.held["agent"] == user and self.held["state"] == "assigned" and self.status != "resolved"

    @property
    def queues(self) -> bool:
        """Whether somebody waits here for anybody to take it."""
        return self.waiting is not None and self.held["state"] != "assigned" and self.held["hold"] is None

    def unread(self, reader: Reader) -> int:
        """Count what this reader has not looked at and did not write."""
        seen, _ = reader.looked.get(self.room, (0, 0))
        return sum(one["seq"] > seen and one["by"] != reader.user for one in self.messages)

    def named(self, reader: Reader) -> int:
        """Count where colleagues named this reader, who has not looked there since."""
        _, seen = reader.looked.get(self.room, (0, 0))
        named = [one for one in self.mentions if reader.user in one["body"]["mentions"] and one["by"] != reader.user]
        return sum(one["seq"] > seen for one in named)

    def unseen(self) -> bool:
        """Whether somebody has not read the last word of staff."""
        last = max((one["seq"] for one in self.messages if self.roles.get(one["by"]) in STAFF), default=0)
        people = [(user, since) for user, (role, since) in self.here.items() if role not in STAFF]
        return any(since < last and self.raw.read.get(user, 0) < last for user, since in people)

    def shows(self, reader: Reader, teams: dict[str, frozenset[str]]) -> bool:
        """Whether this reader is shown the room at all."""
        agent, named = self.held["agent"], any(reader.user in one["body"]["mentions"] for one in self.mentions)
        if reader.role != "agent" or self.raw.kind in ALL_MAY or agent is None or named or reader.user in self.here:
            return True
        theirs = teams.get(agent, frozenset())
        alike = theirs == reader.teams or bool(theirs & reader.teams) or self.held["team"] in reader.teams
        return reader.user in (agent, self.held["sender"]) or alike

    def views(self, reader: Reader) -> set[str]:
        """Name the views in which it stands."""
        agent, user = self.held["agent"], reader.user
        needs = {need.removeprefix("team:") for need in self.held["needs"] or () if need.startswith("team:")}
        asked = {self.held["team"]} if self.held["team"] else needs
        mine = agent == user or self.named(reader) > 0 or (user in self.here and agent is None)
        found = {"mine": mine, "team": bool(asked & reader.teams), "unassigned": agent is None, "all": True}
        return {view for view, holds in found.items() if holds}

    def reason(self, reader: Reader) -> str:
        """Say why it stands where it stands."""
        if self.held["state"] == "offered" and self.held["agent"] == reader.user:
            return "offer"
        if self.held["hold"] == "snoozed":
            return "snoozed"
        if self.waiting is not None:
            return "waiting" if self.waiting[1] == "message" else "help"
        if self.named(reader):
            return "mention"
        if self.unread(reader):
            return "unread"
        mine = self.held["agent"] == reader.user or reader.user in self.here
        return "unseen" if mine and self.unseen() else "rest"

    def place(self, reader: Reader) -> tuple[int, str, str]:
        """Give what it is sorted by; of those that ask nothing the newest is above, which `ordered` sees to."""
        reason = self.reason(reader)
        at = {"snoozed": self.held["wake_at"]}
        since = self.waiting[0] if self.waiting and reason in {"waiting", "help"} else at.get(reason) or self.last_at
        return REASONS.index(reason), since, self.room

    @property
    def last_at(self) -> str:
        """When the last word was said."""
        return self.messages[-1]["at"] if self.messages else ""


def ordered(stands: Iterable[Stand], reader: Reader) -> list[Stand]:
    """Sort as the list does; rooms of one moment stay in the order of their names."""
    by_name = sorted(stands, key=lambda one: one.room)
    rest = REASONS.index("rest")
    calm = sorted((one for one in by_name if one.place(reader)[0] == rest), key=lambda one: one.last_at, reverse=True)
    asking = sorted((one for one in by_name if one.place(reader)[0] != rest), key=lambda one: one.place(reader))
    above = [one for one in asking if one.place(reader)[0] < rest]
    return [*above, *calm, *asking[len(above) :]]


def inbox(
    stands: Iterable[Stand], reader: Reader, teams: dict[str, frozenset[str]], view: str, names: dict[str, str]
) -> dict[str, Any]:
    """Say what a page of the inbox must show: the counts of its views, its title's, and its rows from above."""
    shown = [one for one in stands if one.status != "resolved" and one.shows(reader, teams)]
    needing = [one for one in shown if "mine" in one.views(reader) and one.place(reader)[0] <= NEEDS_ME]
    rows = ordered([one for one in shown if view in one.views(reader)], reader)
    return {
        "counts": {name: sum(name in one.views(reader) for one in shown) for name in VIEWS},
        "title": len(needing),
        "of": len(rows),
        "rows": [row(one, reader, names) for one in rows],
    }


def row(one: Stand, reader: Reader, names: dict[str, str]) -> tuple[str, str, int, str]:
    """Give a row: room, reason, unread, whose it is."""
    agent = one.held["agent"]
    whose = "You" if agent == reader.user else names.get(agent, "") if agent else one.held["team"] or ""
    return one.room, one.reason(reader), one.unread(reader), whose


def load(stands: Iterable[Stand], agents: Iterable[str]) -> dict[str, Any]:
    """Say what the supervisor's page must show: of each agent rooms, and in how many somebody waits; and the queue."""
    every = list(stands)
    had = {agent: [one for one in every if one.is_had_by(agent)] for agent in agents}
    return {
        "agents": {agent: (len(all_), sum(one.waiting is not None for one in all_)) for agent, all_ in had.items()},
        "queue": sum(one.queues for one in every),
    }
