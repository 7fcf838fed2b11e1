"""Hello and resume: who a socket is, what it is told first, what it takes up again."""

import pytest

from server.chat.arrivals import WELCOME_ROOMS
from server.core.refusals import Refusal
from server.core.users import User
from server.storage import arrivals as stored_arrivals
from tests.chat.bench import ORDER, opened


async def test_nothing_but_hello_and_ping_is_answered_before_hello(bench):
    await bench.room()
    ann = bench.device("ann")
    assert (await ann.ask("join", room=ORDER))["code"] == "unauthenticated"
    refused = await ann.sent(ORDER, "early", "cid-early-1")
    assert (refused["code"], refused["cid"], refused["room"]) == ("unauthenticated", "cid-early-1", ORDER)
    assert (await ann.ask("ping"))["t"] == "pong"
    assert (await ann.hello())["t"] == "welcome"


async def test_commands_may_follow_hello_without_waiting(bench):
    await bench.room()
    ann = bench.device("ann")
    refs = [
        ann.say("hello", token=ann.token()),
        ann.say("join", room=ORDER, since=0),
        ann.text(ORDER, "one"),
        ann.text(ORDER, "two"),
        ann.say("history", room=ORDER),
    ]
    answers = [await ann.answer(ref) for ref in refs]
    assert [answer["t"] for answer in answers] == ["welcome", "joined", "ack", "ack", "history"]
    assert [answers[2]["seq"], answers[3]["seq"]] == [5, 6]
    await bench.quiet()
    assert ann.seqs(ORDER) == [1, 2, 3, 4, 5, 6]


async def test_a_second_hello_is_a_bad_message_and_the_socket_stays(bench):
    await bench.room()
    ann = await bench.person("ann")
    again = await ann.ask("hello", token=ann.token())
    assert (again["t"], again["code"]) == ("error", "bad_message")
    assert (await ann.sent(ORDER, "still here"))["t"] == "ack"


async def test_two_hellos_at_once_greet_once(bench):
    await bench.room()
    ann = bench.device("ann")
    first, second = ann.say("hello", token=ann.token()), ann.say("hello", token=ann.token())
    assert (await ann.answer(first))["t"] == "welcome"
    assert (await ann.answer(second))["code"] == "bad_message"


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
async def test_a_token_that_proves_nothing_closes_4401(bench, token):
    ann = bench.device("ann")
    refused = await ann.ask("hello", token=token)
    await bench.quiet()
    assert refused["code"] == "unauthenticated"
    assert ann.closed.code == 4401


async def test_a_token_of_a_role_the_host_may_not_give_closes_4403(tmp_path):
    async with opened(tmp_path, host_agents=False) as bench:
        amy = bench.device("amy", "agent")
        signer = bench.node.machine.house.identity._signer
        token = signer.sign("user", {"sub": "amy", "role": "agent", "exp": 4_000_000_000})
        assert (await amy.ask("hello", token=token))["code"] == "forbidden"
        await bench.quiet()
        assert amy.closed.code == 4403


async def test_a_stored_agent_of_the_host_is_closed_4403_once_the_host_may_name_none(tmp_path):
    async with opened(tmp_path, host_agents=False) as bench:
        await bench.staff("amy")
        amy = bench.device("amy", "customer")
        assert (await amy.ask("hello", token=amy.token()))["code"] == "forbidden"
        await bench.quiet()
        assert amy.closed.code == 4403


async def test_while_the_store_cannot_be_read_hello_is_refused_and_closed_to_come_back(bench):
    await bench.room()
    ann = bench.device("ann")
    bench.node.reads.broken = True
    assert (await ann.ask("hello", token=ann.token()))["code"] == "unavailable"
    await bench.quiet()
    assert ann.closed.code == 1011
    bench.node.reads.broken = False
    assert (await bench.device("ann").hello())["t"] == "welcome"


async def test_welcome_holds_the_hundred_latest_rooms_and_says_that_there_are_more(bench):
    for number in range(WELCOME_ROOMS + 1):
        bench.clock.passed(1)
        await bench.room(f"order-{number:03d}", people={"ann": "customer"})
    welcome = await bench.device("ann").hello()
    assert len(welcome["rooms"]) == WELCOME_ROOMS
    assert welcome["more"] is True
    assert welcome["rooms"][0]["room"] == f"order-{WELCOME_ROOMS:03d}"
    assert "order-000" not in [row["room"] for row in welcome["rooms"]]


async def test_welcome_shows_only_rooms_of_ones_own_and_counts_what_is_unread(bench):
    await bench.room()
    await bench.room("order-2", people={"mia": "merchant"})
    ken = await bench.person("ken", "driver")
    await ken.sent(ORDER, "one")
    await ken.sent(ORDER, "two")
    rows = (await bench.device("ann").hello())["rooms"]
    assert [(row["room"], row["unread"], row["role"], row["last"]["text"]) for row in rows] == [
        (ORDER, 2, "customer", "two")
    ]


async def test_a_room_that_is_made_while_hello_reads_the_store_is_told_of_afterwards(bench):
    """Subscribe, then read: between the two nothing may fall through."""
    ann = bench.device("ann")
    with bench.node.reads.held(stored_arrivals.arrived, looked=True) as gate:
        ref = ann.say("hello", token=ann.token())
        await gate.reached()
        await bench.room()
        gate.open()
        welcome = await ann.answer(ref)
    await bench.skip(300)
    known = [row["room"] for row in welcome["rooms"]] + [row["room"] for row in ann.told("room")]
    assert ORDER in known


async def test_nothing_comes_before_welcome(bench):
    await bench.room()
    await bench.room("order-2", people={"ann": "customer"})
    ann = bench.device("ann")
    with bench.node.reads.held(stored_arrivals.arrived, looked=True) as gate:
        ref = ann.say("hello", token=ann.token())
        await gate.reached()
        await bench.add("bob", "member", "order-2")
        bench.clock.passed(1000)
        await bench.spin(200)
        gate.open()
        await ann.answer(ref)
    assert ann.frames[0]["t"] == "welcome"


async def test_resume_answers_each_room_with_what_was_missed_after_welcome(bench):
    await bench.room()
    await bench.room("order-2", people={"ann": "customer", "ken": "driver"})
    ken = await bench.person("ken", "driver", ORDER, "order-2")
    await ken.sent(ORDER, "one")
    await ken.sent("order-2", "two")
    ann = bench.device("ann")
    resume = [
        {"room": ORDER, "seq": 4, "delivered": 4, "read": 4},
        {"room": "order-2", "seq": 1, "delivered": 1, "read": 1},
        {"room": "nowhere", "seq": 3, "delivered": 3, "read": 0},
    ]
    await ann.hello(resume=resume)
    await bench.quiet()
    kinds = [frame["t"] for frame in ann.frames if frame["t"] != "receipts"]
    assert kinds == ["welcome", "joined", "joined", "error"]
    assert ann.seqs(ORDER) == [5]
    assert ann.seqs("order-2") == [2, 3, 4]
    assert (await ann.hears("error"))["code"] == "not_found"
    assert (await ann.hears("error"))["room"] == "nowhere"


async def test_resume_states_cursors_bounded_by_what_the_room_holds(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    ann = bench.device("ann")
    await ann.hello(resume=[{"room": ORDER, "seq": 2, "delivered": 900, "read": 3}])
    await bench.skip(100)
    assert (await ken.hears("receipts", room=ORDER))["cursors"] == [{"user": "ann", "delivered": 4, "read": 3}]


async def test_resume_from_another_epoch_begins_anew_and_states_no_cursors(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    ann = bench.device("ann")
    resume = [{"room": ORDER, "seq": 2, "delivered": 3, "read": 3}]
    await ann.hello(epoch="another", resume=resume)
    joined = await ann.hears("joined", room=ORDER)
    await bench.skip(200)
    assert joined["reset"] is True
    assert [entry["seq"] for entry in joined["entries"]] == [1, 2, 3, 4]
    assert ken.told("receipts") == []


async def test_resume_of_this_epoch_is_no_reset(bench):
    await bench.room()
    ann = bench.device("ann")
    epoch = (await ann.hello())["epoch"]
    again = bench.device("ann")
    await again.hello(epoch=epoch, resume=[{"room": ORDER, "seq": 4, "delivered": 4, "read": 4}])
    joined = await again.hears("joined", room=ORDER)
    assert (joined["reset"], joined["entries"]) == (False, [])


async def test_a_former_participant_who_resumes_gets_left_with_the_reason(bench):
    await bench.room()
    await bench.remove("ken")
    ken = bench.device("ken", "driver")
    await ken.hello(resume=[{"room": ORDER, "seq": 4, "delivered": 4, "read": 4}])
    assert (await ken.hears("left", room=ORDER))["reason"] == "removed"
    assert (await ken.sent(ORDER, "unsent"))["code"] == "not_found"


async def test_a_socket_that_breaks_during_hello_leaves_nothing_behind(bench):
    await bench.room()
    ann = bench.device("ann")
    with bench.node.reads.held(stored_arrivals.arrived) as gate:
        ann.say("hello", token=ann.token())
        ann.text(ORDER, "after hello")
        await gate.reached()
        ann.gone()
        gate.open()
    await bench.quiet()
    node = bench.hub.node
    assert (node.sessions, node.connections, node.here) == ({}, {}, {})
    assert bench.hub.attention.roster.of("node-0") == {}
    assert bench.node.machine.handle._cases.greet._claims == {}


async def test_host_tokens_cannot_name_parleys_own_users(bench):
    visitor = bench.device("v_1")
    with pytest.raises(Refusal):
        visitor.token()
    made, _ = await bench.node.machine.house.visitors.create("Guest")
    token = bench.node.machine.house.identity.visitor_token(User(made.id, made.role, made.name), 60).token
    assert (await visitor.ask("hello", token=token))["user"]["verified"] == "none"
