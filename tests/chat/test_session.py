"""A session's life: renewed, fenced, silent, expired; and frames that cannot be read."""

import pytest

from tests.chat.bench import opened


async def test_a_session_taken_up_elsewhere_closes_the_earlier_one_4409(bench):
    await bench.room()
    old = bench.device("ann")
    session = (await old.hello())["session"]
    new = bench.device("ann")
    await new.hello(session=session)
    await bench.quiet()
    assert old.closed.code == 4409
    assert new.closed is None


async def test_a_session_is_fenced_on_another_node_too(pair):
    await pair.room()
    old = pair.device("ann", at=1)
    session = (await old.hello())["session"]
    await pair.device("ann", at=0).hello(session=session)
    await pair.quiet()
    assert old.closed.code == 4409


async def test_nobody_can_fence_the_session_of_another_user(bench):
    await bench.room()
    ann = bench.device("ann")
    session = (await ann.hello())["session"]
    await bench.device("ken", "driver").hello(session=session)
    await bench.quiet()
    assert ann.closed is None


async def test_an_expired_token_closes_4401(bench):
    await bench.room()
    ann = bench.device("ann")
    await ann.hello(ttl_s=10)
    await bench.skip(9_000, 1_000)
    assert ann.closed is None
    await bench.skip(3_000, 1_000)
    assert ann.closed.code == 4401


async def test_auth_renews_an_open_socket(bench):
    await bench.room()
    ann = bench.device("ann")
    await ann.hello(ttl_s=10)
    authed = await ann.ask("auth", token=ann.token(40))
    assert authed["t"] == "authed"
    await bench.skip(20_000, 1_000)
    assert ann.closed is None
    assert authed["exp"] > (await bench.device("ann").hello(ttl_s=1))["exp"]


async def test_auth_takes_no_other_user_no_other_role_and_no_nonsense(bench):
    await bench.room()
    ann = bench.device("ann")
    await ann.hello(ttl_s=10)
    other_user, other_role = ann.token(user="ken"), ann.token(role="merchant")
    assert (await ann.ask("auth", token=other_user))["code"] == "forbidden"
    assert (await ann.ask("auth", token=other_role))["code"] == "forbidden"
    assert (await ann.ask("auth", token="nonsense"))["code"] == "unauthenticated"
    assert ann.closed is None
    await bench.skip(11_000, 1_000)
    assert ann.closed.code == 4401


async def test_a_socket_without_hello_is_closed_4408(bench):
    ann = bench.device("ann")
    await bench.skip(9_000, 1_000)
    assert ann.closed is None
    await bench.skip(2_000, 1_000)
    assert ann.closed.code == 4408


async def test_a_silent_socket_is_pinged_and_then_closed_4408(bench):
    await bench.room()
    ann = bench.device("ann")
    await ann.hello()
    await bench.skip(21_000, 1_000)
    assert ann.told("ping")
    await bench.skip(25_000, 1_000)
    assert ann.closed.code == 4408


async def test_a_pong_keeps_a_socket_open(bench):
    await bench.room()
    ann = bench.device("ann")
    await ann.hello()
    for _ in range(5):
        await bench.skip(21_000, 1_000)
        ann.say("pong")
    assert ann.closed is None


async def test_the_tenth_frame_in_a_minute_that_cannot_be_read_closes_4400(bench):
    await bench.room()
    ann = bench.device("ann")
    await ann.hello()
    for _ in range(9):
        ann.raw(b"{not json")
    await bench.quiet()
    assert ann.closed is None
    assert [frame["code"] for frame in ann.told("error")] == ["bad_message"] * 9
    for _ in range(4):
        await bench.skip(15_000, 5_000)
        ann.say("pong")
    for _ in range(9):
        ann.raw(b"\xff\xfe")
    await bench.quiet()
    assert ann.closed is None
    ann.raw(b"[]")
    await bench.quiet()
    assert ann.closed.code == 4400


@pytest.mark.parametrize(
    ("frame", "code", "field"),
    [
        (b'{"t":"dance","ref":7}', "bad_message", "t"),
        (b'{"t":"join","ref":7}', "bad_field", "room"),
        (b'{"t":"join","room":"a b","ref":7}', "bad_field", "room"),
        (b'{"t":"join","room":"a","since":-1,"ref":7}', "bad_field", "since"),
        (b'{"t":"send","room":"a","cid":"short","body":{"type":"text","text":"x"},"ref":7}', "bad_field", "cid"),
        (b'{"t":"send","room":"a","cid":"cid-00001","body":{"type":"song"},"ref":7}', "bad_field", "body.type"),
        (b'{"t":"history","room":"a","limit":101,"ref":7}', "bad_field", "limit"),
    ],
)
async def test_a_bad_frame_is_refused_by_field_with_its_ref_and_the_socket_stays(bench, frame, code, field):
    await bench.room()
    ann = bench.device("ann")
    await ann.hello()
    ann.raw(frame)
    refused = await ann.hears("error", ref=7)
    assert (refused["code"], refused.get("field")) == (code, field)
    assert (await ann.ask("ping"))["t"] == "pong"


async def test_a_text_frame_on_a_msgpack_socket_is_a_bad_message(bench):
    ann = bench.device("ann", kind="msgpack")
    ann.raw(b'{"t":"ping"}', text=True)
    await bench.quiet()
    assert ann.told("error")[0]["code"] == "bad_message"


async def test_a_user_may_hold_so_many_sockets_and_one_that_is_taken_up_again_does_not_count(tmp_path):
    async with opened(tmp_path, connections_per_user="1") as bench:
        first = bench.device("ann")
        session = (await first.hello())["session"]
        late = bench.device("ann")
        refused = await late.hello()
        await bench.quiet()
        assert (refused["code"], refused["retry_after_ms"] > 0, late.closed.code) == ("rate_limited", True, 4429)
        again = bench.device("ann")
        assert (await again.hello(session=session))["t"] == "welcome"
        await bench.quiet()
        assert (first.closed.code, again.closed) == (4409, None)


async def test_who_is_staff_no_more_must_greet_again_on_every_node(pair):
    await pair.room()
    amy = pair.device("amy", "agent", at=1)
    await amy.hello()
    await pair.nodes[0].machine.house.directory.put("amy", None, "customer")
    await pair.quiet()
    assert amy.closed.code == 4409
    again = pair.device("amy", "agent", at=1)
    assert (await again.hello())["user"]["role"] == "customer"
