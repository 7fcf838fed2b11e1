"""The judge of the followers passes a good day and finds every fault planted in it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.rig.followers import Followed, Move, Place, Put, Told, followed
from tests.rig.shift import differing

LOG = [Place(10, 1), Place(11, 3), Place(12, 2), Place(15, 4), Place(15, 5), Place(16, 6)]
"""The third wrote its entry after the second had begun to write: positions are not the order of the commits."""
HOOK = Put("msg_1", "webhook", "order-1", "ken", 4, 2, "done")
PUSH = Put("p_1", "push", "order-1", "ken", 4, 1, "done")


def moves() -> list[Move]:
    """Give how two followers went through it."""
    return [
        Move("desk", None, LOG[1], 0), Move("away", LOG[0], LOG[2], 2), Move("desk", LOG[1], LOG[4], 3),
        Move("away", LOG[2], LOG[5], 3), Move("desk", LOG[4], LOG[5], 1),
    ]  # fmt: skip


def good() -> Followed:
    """Give a day on which a driver was told, and the first answer of the webhook was lost."""
    told = [Told(one.way, one.room, one.user, one.seq, one.id) for one in (HOOK, HOOK)]
    told.append(Told("push", "order-1", "ken", 4))
    return Followed(list(LOG), moves(), {("order-1", "ken"): 4}, [HOOK, PUSH], told)


def put(seen: Followed, *more: Put) -> Followed:
    return replace(seen, put=[*seen.put, *more])


def told(seen: Followed, *more: Told) -> Followed:
    return replace(seen, told=[*seen.told, *more])


def moved(at: int, **other: object) -> Callable[[Followed], Followed]:
    def plant(seen: Followed) -> Followed:
        seen.moves[at] = seen.moves[at]._replace(**other)
        return seen

    return plant


FAULTS: dict[str, tuple[Callable[[Followed], Followed], str]] = {
    "went on from elsewhere": (moved(2, was=LOG[2], entries=2), "desk went on from"),
    "did a piece twice": (moved(4, was=LOG[3], entries=2), "desk went on from"),
    "went back": (lambda seen: replace(seen, moves=[*seen.moves, Move("away", LOG[5], LOG[4], 0)]), "away went back"),
    "an entry appeared behind it": (moved(1, entries=1), "away skipped 1"),
    "stopped": (lambda seen: replace(seen, moves=seen.moves[:-1]), "desk stopped"),
    "nobody judges it": (lambda seen: replace(seen, moves=[*seen.moves, Move("mail", None, LOG[5], 0)]), "mail"),
    "one never moved": (lambda seen: replace(seen, moves=[m for m in seen.moves if m.follower != "away"]), "away"),
    "skipped by the webhook": (lambda seen: replace(seen, put=[PUSH]), "webhook skipped"),
    "skipped by push": (lambda seen: replace(seen, put=[HOOK]), "push skipped"),
    "one of two skipped": (lambda seen: replace(seen, owed={**seen.owed, ("order-2", "ken"): 4}), "skipped"),
    "told of twice": (lambda seen: put(seen, HOOK._replace(id="msg_2")), "webhook told twice"),
    "pushed twice": (lambda seen: put(seen, PUSH._replace(id="p_2")), "push told twice"),
    "told of nothing": (lambda seen: put(seen, HOOK._replace(id="msg_2", room="order-9")), "made up"),
    "told of another message": (lambda seen: replace(seen, put=[HOOK._replace(seq=5), PUSH]), "another message"),
    "given up": (lambda seen: replace(seen, put=[HOOK._replace(state="failed"), PUSH]), "did not arrive"),
    "never came": (lambda seen: replace(seen, told=seen.told[2:]), "came 0 times"),
    "came more often than it was tried": (lambda seen: told(seen, seen.told[0]), "came 3 times in 2"),
    "pushed again, and nobody wrote it down": (lambda seen: told(seen, seen.told[2]), "came 2 times in 1"),
    "came under another id": (lambda seen: told(seen, seen.told[0]._replace(id="msg_2")), "never put down"),
    "pushed to somebody else": (lambda seen: told(seen, seen.told[2]._replace(user="eve")), "never put down"),
}


def test_a_good_day_is_counted():
    assert followed(good()) == {"moves": 5, "owed": 1, "webhook": 2, "push": 1}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_planted_is_found(name: str):
    plant, said = FAULTS[name]
    with pytest.raises(AssertionError, match=said):
        followed(plant(good()))


def test_inboxes_that_hold_otherwise_are_told_apart():
    """What nobody stores may differ: who types, who is back."""
    row = {"room": "r", "last_seq": 4, "unread": 1, "typing": [], "back": None, "watchers": [], "people": []}
    assert differing({"r": row}, {"r": {**row, "typing": ["ann"], "back": "now"}}) == []
    assert differing({"r": row}, {"r": {**row, "last_seq": 5}}) == [("r", "last_seq")]
    assert differing({"r": row}, {}) == [("r", "")]
