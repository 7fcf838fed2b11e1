"""A visitor becomes a user, and staff are told of somebody: judged in memory."""

import pytest

from server.core import decide
from server.core.refusals import Refusal
from server.core.room import Room
from tests.core import model
from tests.core.model import ANN, BOT, GUEST, HOST, KEN, MAX, MIA, SAM, Log, person


def refusal(log: Log, change) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        log.judge(change)
    return caught.value.code, caught.value.field


@pytest.fixture
def log() -> Log:
    return Log(person(ANN), person(KEN), person(MIA), person(MAX), person(BOT))


def test_a_merge_needs_no_permission_for_both_proofs_were_shown():
    log = Log(person(GUEST, verified="none"), kind="support")
    log.room.locked = True
    log.write(model.merge(GUEST, ANN))
    ann, guest = log.room.members["ann"], log.room.members["v_guest"]
    assert (ann.role, ann.verified, ann.was, ann.first_seq) == ("customer", "host", ("v_guest",), 1)
    assert (guest.left_seq, guest.left_reason, guest.verified) == (3, "replaced", "none")
    assert log.write(model.merge(GUEST, ANN)) is None


@pytest.mark.parametrize("history", ["from_assignment", "last:1", "last:3", "all"])
def test_the_window_is_the_visitors_to_the_seq(history):
    log = Log(person(KEN))
    for _ in range(4):
        log.write(model.post(KEN))
    log.write(model.add(GUEST, history=history))
    first = log.room.members["v_guest"].first_seq
    log.write(model.post(KEN))
    log.write(model.merge(GUEST, ANN))
    assert log.room.members["ann"].first_seq == first


def test_of_two_windows_the_wider_one_stays():
    log = Log(person(ANN), person(KEN))
    log.write(model.add(GUEST, history="from_assignment"))
    log.write(model.merge(GUEST, ANN))
    assert log.room.members["ann"].first_seq == 1
    assert log.room.members["ann"].role == "customer"


def test_the_users_own_are_those_the_visitor_wrote():
    log = Log(person(GUEST), person(KEN))
    log.write(model.post(GUEST))
    log.write(model.merge(GUEST, ANN))
    assert log.write(model.edit(ANN, 4)).kind == "edit"
    assert refusal(log, model.edit(KEN, 4)) == ("forbidden", None)
    log.write(model.remove(ANN))
    assert refusal(log, model.edit(ANN, 4)) == ("not_found", None)


def test_a_report_names_a_message_a_person_or_neither(log):
    log.write(model.post(KEN))
    for change, named in (
        (model.report(ANN, 7), {"user": "ken", "target": 7}),
        (model.report(ANN, 7, "ken"), {"user": "ken", "target": 7}),
        (model.report(ANN, user="mia", text="rude"), {"user": "mia", "text": "rude"}),
        (model.report(ANN), {}),
    ):
        draft = log.judge(change)
        assert draft.kind == "help"
        assert draft.body == {"state": "raised", "reason": "report", "role": "customer", **named}
        assert draft.author == decide.Author("Ann", "customer")


def test_a_report_of_what_is_not_there_or_not_for_one_is_refused(log):
    log.write(model.post(KEN))
    log.write(model.post(ANN))
    assert refusal(log, model.report(ANN, 99)) == ("not_found", "target")
    assert refusal(log, model.report(ANN, 2)) == ("not_found", "target"), "a join is no message"
    assert refusal(log, model.report(ANN, 7, "mia")) == ("bad_field", "user")
    assert refusal(log, model.report(ANN, 8)) == ("bad_field", "user"), "one's own"
    assert refusal(log, model.report(ANN, user="ann")) == ("bad_field", "user")
    assert refusal(log, model.report(ANN, user="eve")) == ("not_found", "user")
    for by in (BOT, HOST, SAM):
        assert refusal(log, model.report(by, 7)) == ("forbidden", None)
    assert refusal(log, model.report(GUEST, 7)) == ("not_found", None)


def test_a_report_reaches_no_further_than_the_reporters_window(log):
    log.write(model.post(MIA))
    log.write(model.remove(KEN))
    log.write(model.add(GUEST, history="from_assignment"))
    assert refusal(log, model.report(GUEST, 7)) == ("not_found", "target")
    assert refusal(log, model.report(GUEST, user="ken")) == ("not_found", "user"), "gone before one came"
    assert log.judge(model.report(GUEST, user="mia")).body["user"] == "mia"


def test_what_was_erased_can_still_be_reported(log):
    log.write(model.post(KEN))
    log.write(model.redact(KEN, 7))
    assert log.judge(model.report(ANN, 7)).body["user"] == "ken"


def test_a_locked_room_takes_a_report_and_stays_locked(log):
    log.write(model.post(KEN))
    log.room.locked = True
    assert "reopened" not in log.judge(model.report(ANN, 7)).body
    assert refusal(log, model.report(MAX, 7)) == ("room_locked", None)


def test_staff_end_a_report_in_their_lane():
    parent = Room("parent", "order")
    lane = Log(kind="order", audience="staff", parent=parent)
    lane._number(ANN, decide.Draft("help", {"state": "raised", "reason": "report", "role": "customer"}))
    assert lane.room.waiting.reason == "report"
    assert lane.write(model.help_(SAM, None, withdraw=True)).body == {"state": "dismissed"}
    assert lane.room.waiting is None
