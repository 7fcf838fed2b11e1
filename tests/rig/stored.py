"""A room's log as the server tells it, and who was a member from when to when."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.rig.history import History, Record


@dataclass(slots=True)
class Membership:
    """One stay of one user in one room."""

    joined_seq: int
    founder: bool
    policy: str | None
    left_seq: int | None = None

    @property
    def expected_first(self) -> int | None:
        """The first entry this member may see, where the log alone decides it."""
        if self.founder or self.policy == "all":
            return 1
        return self.joined_seq if self.policy == "from_assignment" else None


@dataclass(slots=True)
class Stored:
    """One room's log, with what follows from it."""

    entries: list[Record]
    by_seq: dict[int, Record] = field(default_factory=dict)
    members: dict[str, list[Membership]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the log and fold its memberships."""
        self.by_seq = {entry["seq"]: entry for entry in self.entries}
        founding = True
        for entry in self.entries:
            kind = entry["kind"]
            founding = founding and kind in {"room", "join"} and "replaces" not in entry.get("body", {})
            if kind == "join":
                self._enter(entry, founder=founding)
            elif kind == "leave":
                self._leave(entry["body"]["user"], entry["seq"])

    def _enter(self, entry: Record, *, founder: bool) -> None:
        body = entry["body"]
        if body.get("replaces"):
            self._leave(body["replaces"], entry["seq"])
        stay = Membership(entry["seq"], founder, body.get("history"))
        self.members.setdefault(body["user"], []).append(stay)

    def _leave(self, user: str, seq: int) -> None:
        for stay in self.members.get(user, [])[-1:]:
            if stay.left_seq is None:
                stay.left_seq = seq

    @property
    def last_seq(self) -> int:
        """The newest entry's place."""
        return self.entries[-1]["seq"] if self.entries else 0

    def is_member(self, user: str, seq: int) -> bool:
        """Tell whether a user was in the room when this entry was written."""
        stays = self.members.get(user, [])
        return any(stay.joined_seq < seq and (stay.left_seq or seq + 1) > seq for stay in stays)

    def membership(self, user: str, at_seq: int) -> Membership | None:
        """The stay that was in force once the log had reached `at_seq`."""
        stays = [stay for stay in self.members.get(user, []) if stay.joined_seq <= at_seq]
        return stays[-1] if stays else None


def stored_rooms(history: History) -> dict[str, Stored]:
    """The last reading of every room's log."""
    return {record["room"]: Stored(record["entries"]) for record in history.of("store")}
