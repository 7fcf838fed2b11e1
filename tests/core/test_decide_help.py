"""Help, its end, and the lock: what a party may still do, and what opens a room again."""

import pytest

from server.core import windows
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.room import Waiting
from server.core.times import DAY, HOUR
from tests.core import model
from tests.core.model import AMY, ANN, BOT, HOST, KEN, MAX, MIA, NOW, SAM, Log, person


def refusal(log: Log, change) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        log.judge(change)
    return caught.value.code, caught.value.field


def withdraw(by: Actor):
    return model.help_(by, None, withdraw=True)


@pytest.fixture
def log() -> Log:
    return Log(person(ANN), person(KEN), person(MIA), person(MAX), person(BOT))


def test_help_sets_the_room_waiting_and_open(log):
    log.write(model.patch(status="resolved"))
    entry = log.write(model.help_(KEN, "address", text="No such street"))
    assert entry.body == {"state": "raised", "reason": "address", "text": "No such street", "role": "driver"}
    assert log.room.waiting == Waiting(NOW, "address", "ken")
    assert log.room.status == "open"


def test_help_needs_a_reason(log):
    assert refusal(log, model.help_(ANN, None)) == ("bad_field", "reason")
    assert refusal(log, model.help_(ANN, "")) == ("bad_field", "reason")


def test_the_caller_withdraws_and_nobody_elses_call(log):
    assert log.judge(withdraw(ANN)) is None, "there is none to withdraw"
    log.write(model.help_(ANN))
    assert refusal(log, withdraw(KEN)) == ("forbidden", None)
    assert log.write(withdraw(ANN)).body == {"state": "withdrawn"}
    assert log.room.waiting is None


@pytest.mark.parametrize("by", [AMY, SAM], ids=["agent", "staff who look on"])
def test_staff_dismiss_a_call(log, by):
    log.write(model.add(AMY))
    assert log.judge(withdraw(by)) is None
    log.write(model.help_(ANN))
    entry = log.write(withdraw(by))
    assert entry.body == {"state": "dismissed"}
    assert (entry.author is None) == (by is AMY)
    assert log.room.waiting is None


def test_staff_who_take_part_as_a_customer_withdraw_their_own_call():
    boss = Actor("s_sam", "Sam", "supervisor", staff=True)
    log = Log(person(boss, "customer"), person(ANN))
    log.write(model.help_(boss))
    assert log.write(withdraw(boss)).body == {"state": "withdrawn"}
    log.write(model.help_(ANN))
    assert refusal(log, withdraw(boss)) == ("forbidden", None)


@pytest.mark.parametrize("by", [BOT, HOST], ids=["bot", "host"])
def test_bots_and_hosts_neither_call_nor_end_a_call(log, by):
    log.write(model.help_(ANN))
    assert refusal(log, model.help_(by)) == ("forbidden", None)
    assert refusal(log, withdraw(by)) == ("forbidden", None)


def test_only_staffs_answer_clears_a_call(log):
    log.write(model.add(AMY))
    log.write(model.help_(ANN))
    for by in (KEN, ANN, BOT, HOST):
        log.write(model.post(by))
        assert log.room.waiting is not None
    log.write(model.post(AMY))
    assert log.room.waiting is None


def test_a_support_room_waits_for_staff_after_every_other_word():
    log = Log(person(ANN), person(AMY), kind="support")
    log.write(model.post(ANN))
    assert log.room.waiting == Waiting(NOW, "message", "ann")
    log.now += 1_000
    log.write(model.post(ANN))
    assert log.room.waiting.since == NOW, "since the first word without an answer"
    log.write(model.post(AMY))
    assert log.room.waiting is None


@pytest.mark.parametrize("by", [ANN, KEN, MIA], ids=["customer", "driver", "merchant"])
@pytest.mark.parametrize("passed", [0, 7 * DAY])
def test_a_locked_room_takes_help_for_seven_days_and_reopens(log, by, passed):
    log.write(model.activity("delivered", locks_at=NOW + HOUR))
    log.now = NOW + HOUR + passed
    assert refusal(log, model.post(by)) == ("room_locked", None)
    assert log.write(model.help_(by)).body["reopened"] is True
    assert (log.room.is_locked(log.now), log.room.locks_at) == (False, None)
    assert log.judge(model.post(by)).kind == "message"


def test_after_seven_days_it_is_closed_for_good_but_for_staff_and_the_host(log):
    log.write(model.activity("delivered", locks_at=NOW + HOUR))
    log.now = NOW + HOUR
    log.write(model.lock())
    log.now += 7 * DAY + 1
    assert refusal(log, model.help_(ANN)) == ("room_locked", None)
    assert log.judge(model.patch(SAM, status="open")).kind == "room"


def test_a_member_gets_no_help_once_it_is_locked(log):
    log.room.locked = True
    assert refusal(log, model.help_(MAX)) == ("room_locked", None)


def test_the_lock_is_judged_by_the_clock_and_not_by_the_entry(log):
    log.write(model.activity("delivered", locks_at=NOW + HOUR))
    log.now = NOW + HOUR - 1
    assert log.judge(model.post(ANN)).kind == "message"
    log.now += 1
    assert not log.room.locked
    assert refusal(log, model.post(ANN)) == ("room_locked", None)
    assert refusal(log, model.post(HOST)) == ("room_locked", None)
    log.write(model.add(AMY))
    assert log.judge(model.post(AMY)).kind == "message", "staff are not held by it"


def test_the_lock_is_written_down_once(log):
    assert log.write(model.lock()) is None
    log.write(model.activity("delivered", locks_at=NOW + HOUR))
    assert log.write(model.lock()) is None
    log.now = NOW + HOUR
    written = [log.write(model.lock()) for _ in range(3)]
    assert [entry and entry.body for entry in written] == [{"locked": True}, None, None]
    log.write(model.help_(ANN))
    assert log.write(model.lock()) is None, "what was opened again has no lock time left"


@pytest.mark.parametrize("fields", [{"locked": False}, {"status": "open"}, {"locked": False, "locks_at": None}])
@pytest.mark.parametrize("written", [False, True], ids=["by the clock", "written down"])
def test_a_patch_unlocks(log, fields, written):
    log.write(model.activity("delivered", locks_at=NOW + HOUR))
    log.now = NOW + HOUR
    if written:
        log.write(model.lock())
    assert log.write(model.patch(SAM, **fields)).kind == "room"
    assert (log.room.is_locked(log.now), log.room.locks_at) == (False, None)
    assert log.judge(model.patch(SAM, **fields)) is None


def test_a_patch_writes_only_what_differs(log):
    assert log.judge(model.patch(subject="Order 1042", status="open", locked=False)) is None
    draft = log.judge(model.patch(subject="Order 1042", status="resolved"))
    assert draft.body == {"status": "resolved"}


def test_a_patch_can_lock_now_or_later(log):
    log.write(model.patch(locks_at=NOW + HOUR))
    assert not log.room.is_locked(NOW)
    log.write(model.patch(locked=True))
    assert refusal(log, model.post(ANN)) == ("room_locked", None)
    log.write(model.patch(locked=False, locks_at=NOW + DAY))
    assert (log.room.locked, log.room.locks_at) == (False, NOW + DAY)


@pytest.mark.parametrize("passed", [0, 2 * HOUR], ids=["before the lock", "after it"])
def test_a_dispute_opens_the_room_again_and_stops_the_lock(log, passed):
    log.write(model.activity("delivered", locks_at=NOW + HOUR))
    log.now += passed
    assert log.write(model.activity("dispute", reopen=True)).body == {"type": "dispute", "reopened": True}
    log.now += DAY
    assert not log.room.is_locked(log.now)


def test_a_dispute_opens_what_was_resolved_and_leaves_what_is_open(log):
    assert log.judge(model.activity("dispute", reopen=True)).body == {"type": "dispute"}
    log.write(model.patch(status="resolved"))
    log.write(model.activity("dispute", reopen=True))
    assert log.room.status == "open"


def test_an_order_event_tells_what_it_was_given(log):
    draft = log.judge(model.activity("eta", text="19:40", params={"minutes": 10}))
    assert draft.body == {"type": "eta", "text": "19:40", "params": {"minutes": 10}}
    assert refusal(log, model.activity(by=ANN)) == ("forbidden", None)


def test_a_locked_room_is_still_read(log):
    log.room.locked = True
    assert windows.of_reader(log.room, "ann", staff=False).first == 1
