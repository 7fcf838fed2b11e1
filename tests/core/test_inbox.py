"""The inbox without a store: to whom a change is news, what a row tells, what it leaves out."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from server.core import inbox
from server.core.inbox import Around, Person, Picture, Reader, Readers, Said
from server.core.room import Waiting
from server.core.tending import Tending
from tests.wire.golden import AT, PICTURE

USERS = st.sampled_from(["amy", "bob", "eve"])
COUNTS = st.dictionaries(USERS, st.integers(0, 3))
READERS = st.builds(Readers, st.integers(0, 2), COUNTS, COUNTS, st.frozensets(USERS), st.frozensets(USERS))
PICTURES = st.builds(
    lambda readers, seq, agent: replace(PICTURE, readers=readers, last_seq=seq, held=Tending(agent=agent)),
    READERS, st.integers(1, 2), st.sampled_from([None, "amy"]),
)  # fmt: skip


def row(picture: Picture, user: str, around: Around | None = None, wall: int = AT):
    return inbox.row(inbox.shared(picture, around or Around(), wall), inbox.mine(picture, user))


@settings(max_examples=30, deadline=None)
@given(PICTURES, PICTURES)
def test_whoever_a_change_does_not_concern_has_the_same_row_and_the_same_reach(before, after):
    concerned = inbox.concerns(before, after)
    for user in ("amy", "bob", "eve"):
        if concerned is not None and user not in concerned:
            assert row(before, user) == row(after, user)
            reader = Reader(user, "agent")
            support = [replace(one, kind="support") for one in (before, after)]
            assert inbox.sees(reader, support[0], {}) == inbox.sees(reader, support[1], {})


def test_what_nobody_knew_before_concerns_everybody():
    assert inbox.concerns(None, PICTURE) is None
    assert inbox.concerns(PICTURE, PICTURE) == frozenset()


def test_who_came_back_is_told_after_the_last_message_for_ten_minutes():
    picture = replace(PICTURE, last=Said(5, "s_amy", "Amy", "agent", AT, "there?"))
    came = Around(came={"ann": AT + 1_000})
    assert inbox.came_back(picture, came, AT + 2_000) == AT + 1_000
    assert inbox.came_back(picture, came, AT + 1_000 + inbox.BACK_MS) is None
    assert inbox.came_back(replace(picture, last=Said(6, "ann", None, None, AT + 1_500, "")), came, AT + 2_000) is None
    stranger = replace(picture, people=(Person("ann", "customer", "Ann", 2, 0, 0),))
    assert inbox.came_back(stranger, came, AT + 2_000) is None, "who was never here does not come back"


def test_bots_and_those_who_came_later_are_not_waited_for():
    people = (
        Person("ann", "customer", "Ann", 2, 6, 4),
        Person("lee", "driver", "Lee", 7, 0, 0),
        Person("b_x", "bot", "X", 2, 0, 0),
        Person("mia", "merchant", "Mia", 2, 6, 6),
    )
    assert inbox.unseen(replace(PICTURE, people=people)) == [{"user": "ann", "role": "customer", "delivered": True}]
    assert inbox.unseen(replace(PICTURE, people=people, answer=None)) == []


def test_a_room_that_is_spam_waits_for_nobody():
    assert row(replace(PICTURE, held=Tending(spam=True)), "amy")["waiting"] is None
    assert row(PICTURE, "amy")["waiting"]["reason"] == "late"
    asked = replace(PICTURE, waiting=Waiting(AT, "message", "ann"))
    assert row(asked, "amy")["waiting"]["reason"] is None, "a support room waits for its answer, not for a reason"


def test_only_people_of_the_room_are_told_to_type():
    around = Around(typing=["s_amy", "zoe", "ann"])
    assert row(PICTURE, "amy", around)["typing"] == ["ann"]


def test_a_lock_that_is_due_is_told_as_one():
    due = replace(PICTURE, locked=False, locks_at=AT)
    assert [row(due, "amy", wall=wall)["locked"] for wall in (AT - 1, AT)] == [False, True]


def test_who_has_waited_longest_is_told_first():
    old, new = (replace(PICTURE, waiting=Waiting(at, "late", "ann")) for at in (AT - 9, AT))
    quiet, busy = (replace(PICTURE, waiting=None, last_at=at) for at in (AT - 9, AT))
    assert sorted([quiet, new, busy, old], key=lambda one: one.urgency) == [old, new, busy, quiet]
