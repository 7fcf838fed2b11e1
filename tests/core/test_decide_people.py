"""In, out, renamed, swapped: each is one entry or nothing."""

import pytest

from server.core import changes
from server.core.changes import Actor
from server.core.refusals import Refusal
from tests.core import model
from tests.core.model import AMY, ANN, BOB, CID, HOST, KEN, MIA, SAM, Log, person


def refusal(log: Log, change) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        log.judge(change)
    return caught.value.code, caught.value.field


def drivers(log: Log) -> list[str]:
    return [member.user for member in log.room.members.values() if member.present and member.role == "driver"]


@pytest.fixture
def log() -> Log:
    return Log(person(ANN), person(KEN))


def test_a_swap_is_one_entry_and_leaves_no_moment_with_two_drivers_or_none(log):
    before = log.room.last_seq
    entry = log.write(model.add(BOB, replaces=KEN))
    assert (entry.kind, entry.seq, entry.body["replaces"]) == ("join", before + 1, "ken")
    assert drivers(log) == ["bob"]
    left, joined = log.room.members["ken"], log.room.members["bob"]
    assert left.left_seq == joined.joined_seq == entry.seq
    assert left.left_reason == "replaced"
    for upto in range(2, len(log.entries) + 1):
        at_the_time = Log()
        for one in log.entries[1:upto]:
            at_the_time.room.apply(one)
        assert len(drivers(at_the_time)) == (1 if upto >= 3 else 0)


def test_a_swap_asked_for_twice_is_carried_out_once(log):
    log.write(model.add(BOB, replaces=KEN))
    assert log.judge(model.add(BOB, replaces=KEN)) is None


def test_a_swap_needs_one_who_is_there_and_one_who_is_not(log):
    assert refusal(log, model.add(BOB, replaces=MIA)) == ("not_found", "replaces")
    log.write(model.add(BOB))
    assert refusal(log, model.add(BOB, replaces=KEN)) == ("bad_field", "user")
    assert refusal(log, model.add(KEN, replaces=KEN)) == ("bad_field", "user")
    assert refusal(log, model.add(BOB, replaces=MIA)) == ("bad_field", "user")


def test_adding_one_who_is_there_changes_role_and_name_or_nothing(log):
    assert log.judge(model.add(KEN)) is None
    assert log.judge(model.add(Actor("ken", "", "driver"))) is None
    draft = log.judge(model.add(KEN, "member"))
    assert (draft.kind, draft.body) == ("role", {"user": "ken", "role": "member", "name": "Ken"})
    assert log.judge(model.add(Actor("ken", "Kenji", "driver"))).body["name"] == "Kenji"


def test_a_change_of_role_keeps_window_and_place(log):
    before = log.room.members["ken"]
    log.write(model.add(KEN, "merchant"))
    after = log.room.members["ken"]
    assert (after.joined_seq, after.first_seq, after.role) == (before.joined_seq, before.first_seq, "merchant")


def test_a_newcomer_sees_as_far_back_as_the_policy_says(log):
    assert log.judge(model.add(BOB)).body["history"] == "from_assignment"
    assert log.judge(model.add(MIA)).body["history"] == "all"
    assert log.judge(model.add(BOB, history="last:3")).body["history"] == "last:3"


def test_one_without_a_name_is_called_by_id(log):
    assert log.judge(model.add(Actor("bob", "", "driver"))).body["name"] == "bob"


def test_removing_says_why_and_happens_once(log):
    assert log.judge(model.remove(KEN)).body == {"user": "ken", "reason": "removed"}
    assert log.judge(model.remove(KEN, KEN)).body == {"user": "ken", "reason": "left"}
    log.write(model.remove(KEN))
    assert log.judge(model.remove(KEN)) is None
    assert refusal(log, model.remove(BOB)) == ("not_found", None)


def test_a_party_leaves_also_a_locked_room_but_removes_nobody(log):
    assert refusal(log, model.remove(KEN, ANN)) == ("forbidden", None)
    log.room.locked = True
    assert log.judge(model.remove(ANN, ANN)).kind == "leave"
    pretended = changes.Remove(**CID, actor=ANN, user="ken", reason="left")
    assert refusal(log, pretended) == ("forbidden", None)


def test_staff_bring_themselves_in(log):
    assert log.judge(model.add(SAM, "agent", by=SAM)).body["role"] == "agent"
    assert refusal(log, model.add(BOB, by=ANN)) == ("forbidden", None)


def test_a_lane_takes_only_participants_of_its_room(log):
    lane = Log(person(ANN), audience="named", parent=log.room)
    for change in (model.add(BOB, by=AMY), model.add(KEN, by=AMY), model.add(KEN, by=HOST)):
        assert refusal(lane, change)[0] == "forbidden", "a lane's people are named when it is opened"


def test_a_room_holds_ten_thousand(log):
    ken = log.room.members["ken"]
    log.room.members |= {f"u{number}": ken for number in range(9_998)}
    assert refusal(log, model.add(BOB)) == ("too_large", None)
