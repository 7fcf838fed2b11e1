"""Writing, answering, correcting and erasing: what a change to a message needs to hold."""

import pytest
from msgspec import structs

from server.core import decide, times
from server.core.entries import Answer
from server.core.refusals import Refusal
from server.core.scene import Scene, Target
from server.core.windows import WHOLE
from tests.core import model
from tests.core.model import AMY, ANN, BOB, HOST, KEN, MIA, SAM, Log, person


def refusal(log: Log, change) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        log.judge(change)
    return caught.value.code, caught.value.field


@pytest.fixture
def log() -> Log:
    return Log(person(ANN), person(KEN), person(MIA))


def test_one_may_correct_and_erase_ones_own_for_24_hours(log):
    said = log.write(model.post(ANN)).seq
    log.now += times.DAY
    assert log.judge(model.edit(ANN, said)).target == said
    assert log.judge(model.redact(ANN, said)).body == {}
    log.now += 1
    assert refusal(log, model.edit(ANN, said)) == ("forbidden", None)
    assert refusal(log, model.redact(ANN, said)) == ("forbidden", None)


def test_how_long_that_is_can_be_set(log):
    said = log.write(model.post(ANN))
    target = Target("message", "ann", said.at)
    scene = Scene(log.room, said.at + 5_000, target=target, redact_within_ms=4_999)
    with pytest.raises(Refusal, match="forbidden"):
        decide.judge(model.edit(ANN, said.seq), scene)


def test_nobody_corrects_or_erases_what_another_wrote(log):
    said = log.write(model.post(ANN)).seq
    assert refusal(log, model.edit(KEN, said)) == ("forbidden", None)
    assert refusal(log, model.redact(KEN, said)) == ("forbidden", None)
    by_host = log.write(model.post(HOST)).seq
    assert refusal(log, model.redact(KEN, by_host)) == ("forbidden", None)


@pytest.mark.parametrize("by", [AMY, SAM, HOST], ids=["agent", "staff", "host"])
def test_staff_and_the_host_erase_anybodys_message_at_any_time(log, by):
    log.write(model.add(AMY))
    said = log.write(model.post(ANN)).seq
    log.now += 30 * times.DAY
    log.room.locked = True
    assert log.judge(model.redact(by, said)).kind == "redact"
    assert refusal(log, model.edit(by, said))[0] == "forbidden"


def test_what_was_erased_cannot_be_touched_again(log):
    said = log.write(model.post(ANN)).seq
    log.write(model.redact(ANN, said))
    for change in (model.edit(ANN, said), model.redact(ANN, said), model.react(KEN, said), model.redact(SAM, said)):
        assert refusal(log, change) == ("not_found", "target")


def test_only_a_message_that_is_there_can_be_aimed_at(log):
    for target in (1, 2, 99):
        for change in (model.edit(ANN, target), model.redact(ANN, target), model.react(ANN, target)):
            assert refusal(log, change) == ("not_found", "target")


def test_what_lies_before_ones_window_cannot_be_aimed_at_or_answered():
    log = Log(person(ANN))
    early = log.write(model.post(ANN)).seq
    log.write(model.add(KEN))
    late = log.write(model.post(ANN)).seq
    assert refusal(log, model.react(KEN, early)) == ("not_found", "target")
    assert refusal(log, model.post(KEN, reply_to=early)) == ("bad_field", "reply_to")
    assert log.judge(model.react(KEN, late)).body == {"emoji": "👍", "on": True}
    assert log.judge(model.post(KEN, reply_to=late)).reply_to == late


def test_who_comes_back_cannot_correct_what_lies_before_the_new_window():
    log = Log(person(ANN), person(KEN))
    said = log.write(model.post(KEN)).seq
    log.write(model.remove(KEN))
    log.write(model.add(KEN))
    assert refusal(log, model.edit(KEN, said)) == ("not_found", "target")


def test_an_answer_names_an_entry_that_exists(log):
    assert refusal(log, model.post(ANN, reply_to=log.room.last_seq + 1)) == ("bad_field", "reply_to")
    assert log.judge(model.post(HOST, reply_to=1)).reply_to == 1
    assert refusal(log, model.post(HOST, reply_to=99)) == ("bad_field", "reply_to")


def test_a_removal_before_the_send_refuses_it_as_if_there_were_no_room(log):
    send = model.post(KEN)
    assert log.judge(send).kind == "message"
    log.write(model.remove(KEN))
    assert refusal(log, send) == ("not_found", None)
    assert refusal(log, model.react(KEN, 1)) == ("not_found", None)
    assert refusal(log, model.help_(KEN)) == ("not_found", None)


def test_a_lane_is_locked_with_its_parent():
    parent = Log(person(ANN))
    lane = Log(person(ANN), audience="named", parent=parent.room)
    assert lane.judge(model.post(ANN)).kind == "message"
    parent.room.locked = True
    assert refusal(lane, model.post(ANN)) == ("room_locked", None)
    assert lane.judge(model.post(SAM)).kind == "message"


def test_no_time_runs_backwards_in_a_room(log):
    first = log.write(model.post(ANN))
    log.now -= 5_000
    assert log.write(model.post(ANN)).at == first.at


def test_a_request_is_answered_once_and_the_second_hears_what_the_first_said(log):
    asked = log.write(model.request(ANN, "Gyoza")).seq
    assert refusal(log, model.answer(KEN, asked)) == ("forbidden", None)
    assert refusal(log, model.answer(ANN, asked)) == ("forbidden", None)
    given = log.write(model.answer(MIA, asked, accepted=False))
    assert (given.kind, given.target, given.body) == ("answer", asked, {"accepted": False})
    for second in (MIA, AMY, HOST):
        with pytest.raises(Refusal, match="answered") as caught:
            log.judge(model.answer(second, asked))
        assert caught.value.details() == {"answer": {"accepted": False, "by": "mia", "at": times.text(given.at)}}
    (message,) = (entry for entry in log.fetch(WHOLE) if entry.seq == asked)
    assert message.answer == Answer(accepted=False, by="mia", at=given.at)


@pytest.mark.parametrize("by", [AMY, SAM, HOST], ids=["agent", "staff who look on", "host"])
def test_staff_and_the_host_answer_too(log, by):
    log.write(model.add(AMY))
    asked = log.write(model.request(ANN))
    assert log.judge(model.answer(by, asked.seq)).body == {"accepted": True}


def test_nobody_answers_what_they_asked_for_themselves(log):
    log.write(model.add(AMY))
    mine, hosts = log.write(model.request(AMY)).seq, log.write(model.request(HOST)).seq
    assert refusal(log, model.answer(AMY, mine)) == ("forbidden", None)
    assert refusal(log, model.answer(HOST, hosts)) == ("forbidden", None)
    assert log.judge(model.answer(MIA, hosts)).body == {"accepted": True}


@pytest.mark.parametrize("by", [KEN, MIA], ids=["driver", "merchant"])
def test_drivers_and_merchants_ask_for_nothing(log, by):
    assert refusal(log, model.request(by)) == ("forbidden", None)


def test_a_request_that_was_taken_back_is_answered_no_more_and_none_is_edited(log):
    asked, said = log.write(model.request(ANN)).seq, log.write(model.post(ANN)).seq
    assert refusal(log, model.edit(ANN, asked)) == ("forbidden", "target")
    assert refusal(log, model.answer(MIA, said)) == ("bad_field", "target")
    log.write(model.redact(ANN, asked))
    assert refusal(log, model.answer(MIA, asked)) == ("not_found", "target")


def test_erasing_a_request_erases_its_answer(log):
    asked = log.write(model.request(ANN)).seq
    log.write(model.answer(MIA, asked))
    log.write(model.redact(ANN, asked))
    (message,) = (entry for entry in log.fetch(WHOLE) if entry.seq == asked)
    assert (message.body, message.answer) == ({}, None)


def test_who_went_out_is_told_how_with_every_no(log):
    log.write(model.add(BOB, replaces=KEN))
    with pytest.raises(Refusal, match="not_found") as caught:
        log.judge(model.post(KEN))
    assert caught.value.details() == {"left": "replaced"}
    bound = structs.replace(KEN, only="another")
    with pytest.raises(Refusal, match="not_found") as caught:
        log.judge(model.post(bound))
    assert caught.value.details() == {}, "nobody bound to another room learns anything of this one"
