"""The loads B1 to B10: shapes, rates and who runs under each. The same for every contestant of a load."""

from dataclasses import dataclass, replace
from typing import Any, Final

PEERS: Final = ("sio-redis", "sio", "ws", "uws")
BIG: Final = {"play": "steady", "rooms": 4, "members": 250, "kind": "group", "roles": ["member"], "size": 120}
ORDERS: Final = {"kind": "order", "roles": ["customer", "driver", "merchant"], "size": 120}
SMALL: Final = {"play": "steady", "rooms": 250, "members": 4, **ORDERS}
TIMED: Final = {"warm_s": 3, "until_s": 13}
CROWDS: Final = (10, 50, 250, 1_000, 5_000)
"""Members of B9's one room."""
CROWD_RATE: Final = 2.0
"""Messages a second, alike at every size: devices report at most twice a second, so that at a higher rate the same
people would report less a message, and a small room's message would seem cheaper than it is."""
PEOPLE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Load:
    """One load: `asked` is what the generator is told."""

    name: str
    title: str
    who: tuple[str, ...]
    asked: dict[str, Any]
    rounds: int = 99
    """At most so many rounds: what is steady needs no more."""

    @property
    def family(self) -> str:
        """The load it belongs to: `B9-250` is a part of B9."""
        return self.name.partition("-")[0]


def everything() -> list[Load]:
    """Return all loads that the generator plays; B6 is a bench of its own."""
    rooms = PEOPLE // 4
    idle = {**ORDERS, "play": "idle", "rooms": rooms, "members": 4, "settle_s": 5}
    back = {**idle, "play": "again", "settle_s": 2, "last_seq": 5}
    two = ("parley-pg", "parley-2")
    real = {**SMALL, "rate": 1000, "receipts": True, "typing": True, "warm_s": 6, "until_s": 16}
    return [
        Load("B1", "4 rooms × 250, 100 messages/s", ("parley", *PEERS), {**BIG, **TIMED, "rate": 100}),
        Load(
            "B2",
            "4 rooms × 250, 4 in flight a room",
            ("parley", *PEERS),
            {**BIG, **TIMED, "until_s": 9, "in_flight": 4},
        ),
        Load("B3", "250 rooms × 4, 1,000 messages/s", ("parley", *PEERS), {**SMALL, **TIMED, "rate": 1000}),
        Load("B4", f"{PEOPLE:,} idle connections in rooms of 4", ("parley", *PEERS), idle, rounds=2),
        Load("B5", "B3 with receipts and typing", ("parley",), real, rounds=3),
        Load("B7-big", "B1 on PostgreSQL: one node, two nodes", two, {**BIG, **TIMED, "rate": 100}, rounds=3),
        Load("B7-small", "B3 on PostgreSQL: one node, two", two, {**SMALL, **TIMED, "rate": 1000}, rounds=3),
        Load("B8", f"{PEOPLE:,} come again, nothing missed", ("parley", "sio"), back, rounds=2),
        *(_crowd(members) for members in CROWDS),
        _stalls("B10-alone", "1,000 readers of 100 × 1 KiB/s, alone", 0, 40),
        _stalls("B10", "the same beside 50 stalled and 50 at 1 KB/s", 50, 120),
    ]


def _crowd(members: int) -> Load:
    asked = {**BIG, "rooms": 1, "members": members, "rate": CROWD_RATE, "receipts": True, "warm_s": 3, "until_s": 18}
    return Load(f"B9-{members}", f"one room of {members:,}, receipts on", ("parley",), asked, rounds=2)


def _stalls(name: str, title: str, bad: int, seconds: int) -> Load:
    asked = {**BIG, "play": "stalls", "rooms": 1, "members": 1_000 + 2 * bad, "rate": 100, "size": 1024}
    return Load(
        name, title, ("parley",), {**asked, "stalled": bad, "slow": bad, "warm_s": 5, "until_s": 5 + seconds}, 1
    )


def quick(load: Load) -> Load:
    """Return a short and small form, to see that all of it works; its figures mean little."""
    asked = dict(load.asked)
    if asked["play"] in {"idle", "again"}:
        asked["rooms"] = 50
    else:
        asked["until_s"] = asked["warm_s"] + 3
    if load.family in {"B9", "B10"}:
        asked["members"] = min(asked["members"], 300)
    return replace(load, asked=asked)
