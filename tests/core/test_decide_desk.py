"""The desk judged: who may do what with a room, and what comes of it."""

import pytest
from msgspec.structs import replace

from server.core import decide_desk, permissions, tending
from server.core.changes import Actor
from server.core.decide_desk import Case
from server.core.refusals import Refusal
from server.core.room import Member, Room, Waiting
from server.core.tending import Tending

NOW, MINUTE = 1_000_000, 60_000
HOST, ANN = Actor(None, host=True), Actor("ann", "Ann", "customer")
AMY, BOB = Actor("amy", "Amy", "agent", staff=True), Actor("bob", "Bob", "agent", staff=True)
SUE = Actor("sue", "Sue", "supervisor", staff=True)
STAFF = frozenset({"amy", "bob", "sue"})
AMYS = Tending(agent="amy", state="assigned", since=NOW, last="amy")
ACTS = {
    "offered": tending.Offer(agent="bob", until=NOW + 20_000), "accepted": tending.Accept(),
    "declined": tending.Decline(), "lapsed": tending.Lapse(), "assigned": tending.Assign(agent="bob"),
    "released": tending.Release(), "handed": tending.Hand(to="bob"), "marked": tending.Mark(priority="high"),
    "woken": tending.Wake(), "silenced": tending.Silence(user="ann"), "heard": tending.Hear(user="ann"),
    "spam": tending.Spam(), "not_spam": tending.NotSpam(),
}  # fmt: skip


def judged(act, by: Actor, held: Tending = AMYS, *, waits: bool = True, now: int = NOW) -> Tending | None:
    called = Waiting(0, "other", "ann") if waits else None
    people = {user: Member(user, role, user, "host", 1, 1) for user, role in (("ann", "customer"), ("bob", "agent"))}
    room, lane = Room("r", "order", waiting=called, members=people), Room("l", "order", parent="r", audience="staff")
    return decide_desk.judge(act, by, Case(room, lane, held, now, STAFF))


def refused(act, by: Actor, held: Tending = AMYS, **more) -> str | None:
    try:
        judged(act, by, held, **more)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("by", "act", "code"),
    [
        (BOB, tending.Accept(), "taken"),
        (BOB, tending.Decline(), "taken"),
        (BOB, tending.Assign(agent="bob"), "forbidden"),
        (AMY, tending.Assign(agent="bob"), "forbidden"),
        (BOB, tending.Release(), "forbidden"),
        (BOB, tending.Hand(to="bob"), "forbidden"),
        (HOST, tending.Offer(agent="bob", until=1), "taken"),
        (HOST, tending.Accept(), "forbidden"),
        (AMY, tending.Lapse(), "forbidden"),
        (AMY, tending.Offer(agent="bob", until=1), "forbidden"),
        (ANN, tending.Mark(priority="high"), "not_found"),
        (SUE, tending.Assign(agent="ken"), "not_found"),
        (SUE, tending.Assign(agent="nobody"), "not_found"),
        (AMY, tending.Hand(to="amy"), "bad_field"),
        (AMY, tending.Hand(), "bad_field"),
        (AMY, tending.Hand(to="bob", team="billing"), "bad_field"),
        (AMY, tending.Mark(priority="highest"), "bad_field"),
        (AMY, tending.Mark(hold="asleep"), "bad_field"),
        (AMY, tending.Mark(hold="snoozed"), "bad_field"),
        (AMY, tending.Mark(hold="snoozed", wake_at=1), "bad_field"),
        (AMY, tending.Mark(hold="pending", wake_at=10**13), "bad_field"),
        (AMY, tending.Mark(due_at=NOW), "bad_field"),
        (AMY, tending.Silence(user="bob"), "not_found"),
        (AMY, tending.Silence(user="nobody"), "not_found"),
        (BOB, tending.Spam(), "forbidden"),
        (HOST, tending.Spam(), "forbidden"),
        (AMY, tending.Mark(needs=("ja",)), "bad_field"),
        (AMY, tending.Mark(labels=tuple("abcdefghijklmnopqrstuvw")), "too_large"),
    ],
)
def test_what_may_not_be_done_with_a_room_of_amy(by, act, code):
    assert refused(act, by) == code


@pytest.mark.parametrize("act", sorted(ACTS))
@pytest.mark.parametrize("role", ["agent", "supervisor", "admin", "customer", "member", ""])
def test_the_table_decides_on_a_room_of_a_colleague(role, act):
    """What is Amy's, asked for by somebody else of staff in that role."""
    by = Actor("zoe", "Zoe", role, staff=True)
    wish = {"assigned": "assigned_any", "released": "released_any", "handed": "handed_any", "spam": "released_any"}.get(
        act, act
    )
    allowed = permissions.may_tend(role, wish)
    assert (refused(ACTS[act], by) != "forbidden") is allowed


@pytest.mark.parametrize("act", sorted(ACTS))
def test_no_act_is_for_a_stranger(act):
    assert refused(ACTS[act], ANN) == "not_found"
    assert refused(ACTS[act], Actor("amy", "Amy", "agent", staff=True, only="elsewhere")) == "not_found"


def test_every_act_has_its_words_in_the_table():
    known = {word.removesuffix("_any") for words in permissions.TENDING.values() for word in words}
    assert known | decide_desk._DESK == set(ACTS)


def test_an_offer_is_for_one_at_a_time_and_for_who_waits():
    offer = ACTS["offered"]
    offered = judged(offer, HOST, Tending())
    assert (offered.agent, offered.state, offered.until) == ("bob", "offered", NOW + 20_000)
    assert refused(offer, HOST, offered) == "taken"
    assert refused(offer, HOST, Tending(), waits=False) == "not_found"
    assert judged(offer, HOST, Tending(team="t", sender="amy", back_at=NOW), waits=False).agent == "bob"


def test_who_comes_a_moment_late_still_has_it_if_nobody_else_was_asked():
    offered = judged(ACTS["offered"], HOST, Tending())
    assert judged(tending.Accept(), BOB, offered, now=NOW + MINUTE).has("bob")
    lapsed = judged(tending.Lapse(), HOST, offered, now=NOW + 20_000)
    assert lapsed == Tending()
    assert refused(tending.Accept(), BOB, lapsed) == "taken"


def test_what_has_no_effect_is_no_entry():
    assert judged(tending.Assign(agent="amy"), AMY) is None
    assert judged(tending.Accept(), AMY) is None
    assert judged(tending.Lapse(), HOST) is None
    assert judged(tending.Wake(), AMY) is None
    assert judged(tending.Mark(), AMY) is None


def test_who_takes_a_room_takes_it_out_of_everything():
    put_off = Tending(hold="snoozed", wake_at=NOW + 1, team="t", sender="bob", back_at=NOW + 1, priority="high")
    taken = judged(tending.Assign(agent="amy"), AMY, put_off)
    assert taken == Tending(agent="amy", state="assigned", since=NOW, last="amy", priority="high")


def test_what_an_entry_says_is_what_a_fold_makes_of_it():
    news = judged(tending.Mark(priority="high", labels=("b", "a", "a"), needs=("skill:x",)), AMY)
    body = AMYS.becomes(news, tending.Mark())
    assert body == {"act": "marked", "priority": "high", "labels": ("a", "b"), "needs": ("skill:x",)}
    assert AMYS.follow({**body, "labels": ["a", "b"], "needs": ["skill:x"]}) == news


def test_a_follow_up_has_its_time_until_it_is_taken_away():
    noted = judged(tending.Mark(due_at=NOW + MINUTE), AMY)
    assert (noted.due_at, noted.hold) == (NOW + MINUTE, None)
    assert judged(tending.Mark(labels=("x",)), AMY, noted).due_at == NOW + MINUTE
    assert judged(tending.Mark(due_at=0), AMY, noted).due_at is None


def test_spam_is_nobodys_and_is_offered_to_nobody_until_it_is_none():
    spam = judged(tending.Spam(), AMY)
    assert spam == Tending(last="amy", spam=True)
    assert judged(tending.Spam(), BOB, spam) is None
    assert refused(ACTS["offered"], HOST, spam) == "not_found"
    assert judged(tending.NotSpam(), BOB, spam) == Tending(last="amy")
    assert not judged(tending.Assign(agent="bob"), BOB, spam).spam
    assert not judged(tending.Hand(to="amy"), BOB, Tending(agent="bob", state="assigned", spam=True)).spam


def test_who_is_silenced_is_named_in_the_entry_and_heard_again():
    held = judged(tending.Silence(user="ann"), AMY)
    assert held.silenced == ("ann",)
    assert AMYS.becomes(held, tending.Silence(user="ann")) == {"act": "silenced", "silenced": ("ann",), "user": "ann"}
    assert judged(tending.Silence(user="ann"), BOB, held) is None
    assert judged(tending.Hear(user="ann"), BOB, held) == AMYS
    assert judged(tending.Hear(user="ann"), BOB) is None


def test_who_leaves_does_not_get_their_room_back():
    given = judged(tending.Hand(to="bob", leaving=True), AMY)
    assert (given.agent, given.state, given.sender, given.until) == ("bob", "offered", None, NOW + MINUTE)
    assert judged(tending.Decline(), BOB, given).agent is None
    assert judged(tending.Lapse(), HOST, given, now=NOW + MINUTE).agent is None
    team = judged(tending.Hand(team="night", leaving=True), AMY)
    assert (team.agent, team.team, team.needs, team.last) == (None, None, ("team:night",), "amy")


HANDED = Tending(agent="bob", state="offered", until=NOW + MINUTE, sender="amy", back_at=NOW + MINUTE, last="amy")
TO_NIGHT = Tending(sender="amy", team="night", back_at=NOW + MINUTE, last="amy", needs=("language:ja",))


@pytest.mark.parametrize(
    ("held", "user", "then"),
    [
        (AMYS, "amy", Tending(last="amy")),
        (replace(AMYS, priority="high", due_at=NOW + 9), "amy", Tending(last="amy", priority="high", due_at=NOW + 9)),
        (AMYS, "bob", None),
        (AMYS, "ann", None),
        (Tending(), "amy", None),
        (Tending(agent="amy", state="offered", until=NOW + 9), "amy", None),
        (HANDED, "amy", replace(HANDED, sender=None, back_at=None)),
        (HANDED, "bob", None),
        (TO_NIGHT, "amy", Tending(last="amy", needs=("language:ja", "team:night"))),
    ],
    ids=["theirs", "what is noted stays", "another's", "a customer", "nobody's", "only asked", "handed to one",
         "who is asked", "handed to a team"],
)  # fmt: skip
def test_who_steps_out_lets_go_of_what_is_theirs(held: Tending, user: str, then: Tending | None):
    assert decide_desk.stepped_out(held, user) == then
