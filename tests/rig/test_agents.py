"""What agents were promised is held against the log: a lost room, or one given to two, is found."""

from typing import Any

import pytest

from tests.rig.agents import Promise, judged


def act(seq: int, done: str, by: str = "", **moved: Any) -> dict[str, Any]:
    return {"seq": seq, "kind": "desk", "by": by, "body": {"act": done, **moved}}


OFFERED = act(2, "offered", agent="amy", state="offered")
TAKEN = act(3, "accepted", by="amy", state="assigned")
FREE = act(4, "released", by="amy", agent=None, state=None)
AGAIN = act(5, "offered", agent="bob", state="offered")
AMYS = Promise("amy", "case-1", "accepted", "l-1", 3)


def test_a_good_log_is_counted():
    assert judged({"case-1": [OFFERED, TAKEN, FREE, AGAIN]}, [AMYS]) == {
        "acts": 4, "offers": 2, "promises": 1, "released": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("log", "promises"),
    [
        ([OFFERED, TAKEN, AGAIN], []),
        ([OFFERED, act(3, "accepted", by="bob", agent="bob", state="assigned")], []),
        ([OFFERED, FREE, act(6, "accepted", by="amy", agent="amy", state="assigned")], []),
        ([OFFERED], [AMYS]),
        ([OFFERED, act(3, "accepted", by="bob", agent="bob", state="assigned")], [AMYS]),
    ],
    ids=["given to two", "taken by another", "taken when it was over", "forgotten", "somebody else's"],
)
def test_what_is_wrong_is_found(log, promises):
    with pytest.raises(AssertionError):
        judged({"case-1": log}, promises)
