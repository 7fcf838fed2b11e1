"""Cursors only go forward; receipts count those who were there, never the author, never a bot."""

from hypothesis import given
from hypothesis import strategies as st

from server.core import replies
from server.core.cursors import Cursor, Cursors, audience, seen_by
from tests.core import model
from tests.core.model import AMY, ANN, BOB, BOT, HOST, KEN, MIA, Log, person

USERS = ["ann", "ken", "mia"]
MOVES = st.lists(st.tuples(st.sampled_from(USERS), st.integers(0, 50), st.integers(0, 50)), max_size=40)


@given(MOVES)
def test_cursors_are_monotone_and_read_implies_delivered(moves):
    cursors, said = Cursors(), dict.fromkeys(USERS, 0)
    for user, delivered, read in moves:
        before = cursors[user]
        moved = cursors.move(user, delivered, read)
        now = cursors[user]
        said[user] = max(said[user], delivered, read)
        assert now.delivered >= before.delivered
        assert now.read >= before.read
        assert now.read <= now.delivered
        assert moved == (now != before)
        assert now.delivered == said[user], "never beyond what a device acknowledged, never behind it"


@given(MOVES)
def test_the_order_in_which_cursors_arrive_does_not_matter(moves):
    there, back = Cursors(), Cursors()
    for user, delivered, read in moves:
        there.move(user, delivered, read)
    for user, delivered, read in reversed(moves + moves):
        back.move(user, delivered, read)
    assert there.rows(USERS) == back.rows(USERS)


@given(MOVES, st.integers(0, 40))
def test_merged_receipts_say_what_the_single_ones_said_in_turn(moves, cut):
    told, cursors = [], Cursors()
    for user, delivered, read in moves:
        if cursors.move(user, delivered, read):
            told.append(replies.receipts("order-1042", cursors.rows([user])))
    merged = None
    for one in told[cut:]:
        merged = one if merged is None else replies.merged_receipts(merged, one)
    singly, at_once = Cursors(), Cursors()
    for one in told[:cut]:
        apply(singly, one)
        apply(at_once, one)
    for one in told[cut:]:
        apply(singly, one)
    if merged is not None:
        apply(at_once, merged)
    assert singly.rows(USERS) == at_once.rows(USERS)


def apply(cursors: Cursors, told) -> None:
    for row in told["cursors"]:
        cursors.move(row["user"], row["delivered"], row["read"])


def test_an_unknown_user_has_nothing_and_who_comes_back_begins_anew():
    cursors = Cursors({"ann": (4, 3)})
    assert cursors["ken"] == Cursor(0, 0)
    assert cursors["ann"] == Cursor(4, 3)
    cursors.forget("ann")
    cursors.forget("ken")
    assert cursors["ann"] == Cursor(0, 0)


def test_the_audience_is_who_was_there_before_and_had_not_left():
    log = Log(person(ANN), person(KEN), person(BOT))
    early = log.write(model.post(KEN))
    log.write(model.add(MIA))
    late = log.write(model.post(KEN))
    log.write(model.remove(ANN))
    gone = log.write(model.post(KEN))
    assert users(log, early) == ["ann"], "not the author, not the bot, not who came later"
    assert users(log, late) == ["ann", "mia"], "who left afterwards was there"
    assert users(log, gone) == ["mia"]


def users(log: Log, entry) -> list[str]:
    return [member.user for member in audience(log.room, entry)]


def test_an_observing_member_of_staff_is_in_no_audience_and_a_hosts_message_has_everybody_in_it():
    log = Log(person(ANN), person(KEN))
    said = log.write(model.post(HOST))
    assert users(log, said) == ["ann", "ken"]
    cursors = Cursors({"s_sam": (9, 9)})
    assert seen_by(log.room, cursors, said).read == ()


def test_sending_moves_no_cursor_and_the_author_never_counts():
    log, cursors = Log(person(ANN), person(KEN)), Cursors()
    said = log.write(model.post(ANN))
    cursors.move("ann", said.seq, said.seq)
    seen = seen_by(log.room, cursors, said)
    assert (seen.audience, seen.read, seen.not_yet) == (("ken",), (), ("ken",))


def test_not_yet_names_only_those_still_present():
    log, cursors = Log(person(ANN), person(KEN), person(MIA), person(AMY)), Cursors()
    said = log.write(model.post(ANN))
    cursors.move("s_amy", said.seq, said.seq)
    cursors.move("mia", said.seq, 0)
    assert seen_by(log.room, cursors, said).not_yet == ("ken", "mia")
    log.write(model.remove(KEN))
    seen = seen_by(log.room, cursors, said)
    assert seen.audience == ("ken", "mia", "s_amy")
    assert (seen.delivered, seen.read, seen.not_yet) == (("mia", "s_amy"), ("s_amy",), ("mia",))


def test_a_new_membership_owes_no_receipt_for_what_was_said_before_it():
    log = Log(person(ANN), person(KEN))
    log.write(model.post(ANN))
    log.write(model.add(BOB, replaces=KEN))
    between = log.write(model.post(ANN))
    log.write(model.add(KEN, replaces=BOB))
    assert users(log, between) == ["bob"]
    assert seen_by(log.room, Cursors(), between).not_yet == ()
