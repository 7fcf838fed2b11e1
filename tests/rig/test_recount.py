"""What is counted anew from raw logs is right, and another figure is found."""

from typing import Any

import pytest

from tests.rig import recount
from tests.rig.recount import Raw, Reader, Stand
from tests.rig.workday import differences

NAMES = {"s_amy": "Amy", "s_bob": "Bob"}


def entry(seq: int, kind: str, by: str | None = None, **body: Any) -> dict[str, Any]:
    return {"seq": seq, "kind": kind, "by": by, "at": f"12:0{seq}", "body": body}


ANN = entry(1, "join", user="ann", role="customer")
ASKS = entry(2, "message", "ann", text="Hello?")
AMY = entry(3, "join", user="s_amy", role="agent")
ANSWERS = entry(4, "message", "s_amy", text="Yes")
AGAIN = entry(5, "message", "ann", text="Thanks")
TAKEN = entry(1, "desk", "s_amy", act="assigned", agent="s_amy", state="assigned")
NAMED = entry(2, "message", "s_amy", text="@Bob", mentions=["s_bob"])


def stand(log: list[Any], lane: list[Any], read: int = 0, kind: str = "support") -> Stand:
    return Stand(Raw("case-1", kind, log, lane, {"ann": read}))


@pytest.mark.parametrize(
    ("log", "lane", "user", "row"),
    [
        ([ANN, ASKS], [], "s_bob", ("waiting", 1, "")),
        ([ANN, ASKS, AMY, ANSWERS], [TAKEN], "s_amy", ("unread", 1, "You")),
        ([ANN, ASKS, AMY, ANSWERS, AGAIN], [TAKEN], "s_bob", ("waiting", 3, "Amy")),
        ([ANN, ASKS, AMY, ANSWERS], [TAKEN, NAMED], "s_bob", ("mention", 2, "Amy")),
    ],
)
def test_a_row_of_a_room(log, lane, user, row):
    assert recount.row(stand(log, lane), Reader(user, "agent"), NAMES)[1:] == row


def test_what_was_looked_at_is_read_and_waits_for_the_customer():
    reader = Reader("s_amy", "agent", looked={"case-1": (4, 1)})
    log = [ANN, ASKS, AMY, ANSWERS]
    assert stand(log, [TAKEN]).reason(reader) == "unseen"
    assert stand(log, [TAKEN], read=4).reason(reader) == "rest"


def test_the_load_and_a_wrong_figure():
    found = recount.load([stand([ANN, ASKS, AMY, ANSWERS, AGAIN], [TAKEN])], ["s_amy", "s_bob"])
    assert found == {"agents": {"s_amy": (1, 1), "s_bob": (0, 0)}, "queue": 0}
    due = recount.inbox([stand([ANN, ASKS], [])], Reader("s_bob", "agent"), {}, "all", NAMES)
    assert due["counts"] == {"mine": 0, "team": 0, "unassigned": 1, "all": 1}
    wrong = {**due, "rows": [("case-1", "waiting", 2, "")]}
    assert [line for line in differences(due, wrong) if line.startswith("row")] == [
        "row ('case-1', 'waiting', 1, ''), shown ('case-1', 'waiting', 2, '')"
    ]
