"""`decide.judge` agrees with the table of permissions for every cell, locked or not."""

import pytest

from server.core import changes, decide, room
from server.core.changes import Actor
from server.core.entries import Body
from server.core.permissions import ACTIONS, KINDS, STANDINGS
from server.core.refusals import Refusal
from server.core.room import Room
from tests.core import model
from tests.core.model import CID, HOST, SAM, Log, person
from tests.core.test_permissions import EXPECTED, LOCKED, cells

EVE = Actor("eve", "Eve", "member")
MADE = {
    "send": lambda by, _: model.post(by),
    "edit": model.edit,
    "redact": model.redact,
    "react": model.react,
    "request": lambda by, _: model.request(by),
    "answer": model.answer,
    "help": lambda by, _: model.help_(by),
    "activity": lambda by, _: model.activity(by=by),
    "patch": lambda by, _: model.patch(by, subject="Another"),
    "people": lambda by, _: model.add(EVE, by=by),
}


def actor_of(standing: str) -> Actor:
    """Return somebody who stands so, and is no more than that: an agent by role in the room alone."""
    return {"host": HOST, "staff": SAM}.get(standing) or Actor("x", "X", standing)


def log_of(kind: str, actor: Actor, standing: str) -> Log:
    """Return a room, or a lane below an open order, in which the actor stands so; everybody is in the parent."""
    lane = kind.endswith("_lane")
    people = [] if standing in {"staff", "host"} else [person(actor, standing)]
    parent = None
    if lane:
        parent = Room("parent", "order")
        above = Log(*people, person(EVE))
        parent.members, parent.last_seq = above.room.members, above.room.last_seq
    return Log(
        *people, kind="order" if lane else kind, audience=kind.removesuffix("_lane") if lane else None, parent=parent
    )


def attempt(log: Log, actor: Actor, action: str) -> str:
    """Try an action; return `yes` or the code of its refusal. What is aimed at is the actor's own message."""
    try:
        if action in {"seen", "typing", "history", "lane", "invite"}:
            decide.allow(log.scene(), actor, action)
        elif action == "answer":
            assert log.judge(model.answer(actor, planted(log, EVE, model.request(EVE).body))) is not None
        elif action in {"edit", "redact", "react"}:
            assert log.judge(MADE[action](actor, planted(log, actor))) is not None
        elif action == "redact_any":
            log.judge(model.redact(actor, planted(log, EVE)))
        elif action == "dismiss":
            assert log.judge(model.help_(actor, None, withdraw=True)) is None
        else:
            assert log.judge(MADE[action](actor, 0)) is not None
    except Refusal as refusal:
        return refusal.code
    return "yes"


def planted(log: Log, by: Actor, body: Body | None = None) -> int:
    """Write a message past all rules; return its seq."""
    draft = decide.Draft("message", body or model.text("hello"))
    return log._number(by, draft).seq


def expected(kind: str, standing: str, action: str, *, locked: bool) -> str:
    table = EXPECTED[kind]
    if action == "redact_any" and not table[standing, action]:
        own = expected(kind, standing, "redact", locked=locked)
        return "forbidden" if own == "yes" else own
    # One may erase one's own where one may erase anybody's; `withdraw` is for callers and dismissers alike.
    others = {"redact": "redact_any", "dismiss": "help"}
    named = [action, others[action]] if action in others else [action]
    if not table[standing, "history"]:
        return "not_found"
    if not any(table[standing, one] for one in named):
        return "forbidden"
    if locked and not any(table[standing, one] and cells(LOCKED)[standing, one] for one in named):
        # A lane's writers are those of the open table, and staff who look on write there too.
        return "yes" if standing == "staff" else "room_locked"
    return "yes"


@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("standing", STANDINGS)
def test_judge_agrees_with_the_table(standing, kind, locked):
    for action in ACTIONS:
        actor = actor_of(standing)
        log = log_of(kind, actor, standing)
        (log.parent or log.room).locked = locked
        told = attempt(log, actor, action)
        assert (action, told) == (action, expected(kind, standing, action, locked=locked))


@pytest.mark.parametrize("kind", KINDS)
def test_a_stranger_is_told_that_there_is_no_such_room(kind):
    log = log_of(kind, HOST, "host")
    for action in ACTIONS:
        assert attempt(log, EVE, action) == "not_found"


@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
def test_staff_who_take_part_as_a_party_have_the_partys_rights_but_no_lock_holds_them(locked):
    boss = Actor("s_sam", "Sam", "supervisor", staff=True)
    log = log_of("order", boss, "customer")
    log.room.locked = locked
    assert attempt(log, boss, "send") == "yes"
    assert attempt(log, boss, "patch") == "forbidden"


def test_a_host_that_names_a_user_acts_as_that_user():
    log = Log(person(model.KEN))
    ken = Actor("ken", "Ken", "driver", host=True)
    assert log.judge(model.post(ken)).author is None
    with pytest.raises(Refusal, match="not_found"):
        log.judge(model.post(Actor("eve", "Eve", "driver", host=True)))


def test_who_is_no_participant_signs_with_name_and_role():
    lane = Log(kind="order", audience="staff", parent=Room("parent", "order"))
    assert lane.write(model.post(SAM)).author == decide.Author("Sam", "supervisor")
    assert Log().write(model.post(HOST)).author is None


def test_a_change_without_a_rule_is_a_bug():
    with pytest.raises(TypeError, match="no rule for Create"):
        Log().judge(changes.Create(**CID, actor=HOST, kind="order"))


def test_every_role_of_a_participant_stands_in_the_table():
    assert [standing for standing in STANDINGS if standing not in {"staff", "host"}] == sorted(
        room.ROLES, key=STANDINGS.index
    )
