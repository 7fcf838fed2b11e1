"""Who is online on which node; a silent node is gone, and nobody is called offline too soon."""

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["online", "away", "offline"]
SNAPSHOT_MS: Final = 5_000
NODE_GONE_MS: Final = 15_000
GRACE_MS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What others are told of one user, and since when (milliseconds)."""

    state: State
    since: int


class Roster:
    """Every node's users; `shown` is what this node has told. Times in milliseconds."""

    def __init__(self) -> None:
        self._nodes: dict[str, dict[str, State]] = {}
        self._heard: dict[str, int] = {}
        self._shown: dict[str, Shown] = {}
        self._leaving: dict[str, int] = {}

    def __getitem__(self, user: str) -> State:
        shown = self._shown.get(user)
        return "offline" if shown is None else shown.state

    def since(self, user: str) -> int | None:
        """Return since when the shown state holds; None when nothing is known."""
        shown = self._shown.get(user)
        return None if shown is None else shown.since

    def change(self, node: str, user: str, state: State, now: int) -> Shown | None:
        """Take one change of a node; return what is to be told, if anything."""
        self._heard[node] = now
        users = self._nodes.setdefault(node, {})
        if state == "offline":
            users.pop(user, None)
        else:
            users[user] = state
        return self._look(user, now)

    def snapshot(self, node: str, users: dict[str, State], now: int) -> list[tuple[str, Shown]]:
        """Replace all that is known of a node; return what is to be told."""
        old = self._nodes.get(node, {})
        self._nodes[node] = dict(users)
        self._heard[node] = now
        return self._look_all(set(old) | set(users), now)

    def at(self, node: str, user: str) -> State:
        """Return a user's state on one node."""
        return self._nodes.get(node, {}).get(user, "offline")

    def of(self, node: str) -> dict[str, State]:
        """Return this node's users, for its snapshot."""
        return dict(self._nodes.get(node, {}))

    def tick(self, own: str, now: int) -> list[tuple[str, Shown]]:
        """Drop silent nodes, end graces; return what is to be told."""
        touched: set[str] = set()
        for node in [n for n, at in self._heard.items() if n != own and now - at >= NODE_GONE_MS]:
            touched |= set(self._nodes.pop(node, {}))
            del self._heard[node]
        touched |= {user for user, at in self._leaving.items() if now - at >= GRACE_MS}
        return self._look_all(touched, now)

    def _look_all(self, users: set[str], now: int) -> list[tuple[str, Shown]]:
        told = [(user, self._look(user, now)) for user in sorted(users)]
        return [(user, shown) for user, shown in told if shown is not None]

    def _look(self, user: str, now: int) -> Shown | None:
        state = self._state(user)
        shown = self._shown.get(user)
        if state == "offline":
            return self._leave(user, shown, now)
        self._leaving.pop(user, None)
        if shown is not None and shown.state == state:
            return None
        self._shown[user] = Shown(state, now)
        return self._shown[user]

    def _leave(self, user: str, shown: Shown | None, now: int) -> Shown | None:
        """Offline is told 10 s after the last session; the state then dates from the leaving."""
        if shown is None or shown.state == "offline":
            self._leaving.pop(user, None)
            return None
        left = self._leaving.setdefault(user, now)
        if now - left < GRACE_MS:
            return None
        del self._leaving[user]
        del self._shown[user]
        return Shown("offline", left)

    def _state(self, user: str) -> State:
        states = {users[user] for users in self._nodes.values() if user in users}
        if "online" in states:
            return "online"
        return "away" if states else "offline"
