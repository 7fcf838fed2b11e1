"""One socket's protocol, with time as a number: greeted, alive, not too fast."""

import pytest

from server.core import commands
from server.core.limits import Limits
from server.core.refusals import NO_TOKEN, SILENT, UNREADABLE, Refusal
from server.core.session import PACES, Session, Tick

LIMITS = Limits()
HELLO = commands.Hello(token="x")
T0 = 1_000_000
SAID = {
    commands.Auth: lambda _: commands.Auth(token="x"),
    commands.Join: lambda number: commands.Join(room=f"r{number}"),
    commands.Leave: lambda number: commands.Leave(room=f"r{number}"),
    commands.Seen: lambda number: commands.Seen(room="a", read=number),
    commands.Typing: lambda number: commands.Typing(room=f"r{number}", on=True),
    commands.Presence: lambda _: commands.Presence(state="away"),
    commands.History: lambda number: commands.History(room="a", before=number),
    commands.Inbox: lambda _: commands.Inbox(on=True),
}


def greeted() -> Session:
    session = Session(LIMITS, T0)
    session.greeted = True
    return session


def refusal(session: Session, command: commands.Command, now: int = T0) -> Refusal:
    with pytest.raises(Refusal) as caught:
        session.admit(command, now)
    return caught.value


@pytest.mark.parametrize("command", [commands.Join(room="a"), commands.Typing(room="a", on=True), commands.Ping()])
def test_before_hello_nothing_else_is_admitted(command):
    assert refusal(Session(LIMITS, T0), command).code == "unauthenticated"
    greeted().admit(command, T0)


def test_hello_is_said_once():
    session = Session(LIMITS, T0)
    session.admit(HELLO, T0)
    session.greeted = True
    assert refusal(session, HELLO).code == "bad_message"


def test_without_hello_the_socket_closes_after_ten_seconds_whatever_it_says():
    session = Session(LIMITS, T0)
    session.heard(T0 + 9_999)
    assert session.tick(T0 + 9_999) == Tick()
    assert session.tick(T0 + 10_000) == Tick(close=SILENT)


def test_a_ping_goes_out_when_nothing_was_said_or_heard_for_a_heartbeat():
    session = greeted()
    assert session.tick(T0 + 19_999) == Tick()
    assert session.tick(T0 + 20_000) == Tick(ping=True)
    session.said(T0 + 20_000)
    assert session.tick(T0 + 20_001) == Tick()


def test_a_silent_peer_is_asked_even_while_it_is_being_told_things():
    session = greeted()
    for second in range(1, 21):
        session.said(T0 + second * 1_000 - 10_000)
    assert session.tick(T0 + 20_000) == Tick(ping=True)


def test_hearing_from_the_peer_puts_the_ping_off():
    session = greeted()
    session.heard(T0 + 15_000)
    assert session.tick(T0 + 34_999) == Tick()
    assert session.tick(T0 + 35_000) == Tick(ping=True)


def test_only_what_is_heard_is_life():
    session = greeted()
    for now in range(T0, T0 + 45_000, 5_000):
        session.said(now)
        assert session.tick(now).close is None
    assert session.tick(T0 + 44_999).close is None
    assert session.tick(T0 + 45_000) == Tick(close=SILENT)


def test_the_numbers_of_life_hang_together():
    assert Limits(heartbeat_ms=20_000).dead_ms == 45_000
    assert Limits(heartbeat_ms=1_000).dead_ms == 7_000


def test_an_expired_token_closes_and_a_renewed_one_does_not():
    session = greeted()
    session.expires = T0 + 1_000
    assert session.tick(T0 + 999) == Tick()
    assert session.tick(T0 + 1_000) == Tick(close=NO_TOKEN)
    session.expires = T0 + 9_000
    assert session.tick(T0 + 1_000) == Tick()


def test_typing_is_admitted_every_three_seconds_with_a_tenth_of_grace():
    session, typing = greeted(), commands.Typing(room="a", on=True)
    session.admit(typing, T0)
    assert refusal(session, typing, T0 + 2_699).retry_after_ms == 1
    assert refusal(session, typing, T0).code == "rate_limited"
    session.admit(typing, T0 + 2_700)
    session.admit(commands.Typing(room="b", on=True), T0 + 2_700)


def test_stopping_is_always_admitted_and_makes_the_next_start_welcome():
    session, typing = greeted(), commands.Typing(room="a", on=True)
    session.admit(typing, T0)
    session.admit(commands.Typing(room="a", on=False), T0 + 1)
    session.stopped_typing("a")
    session.stopped_typing("nowhere")
    session.admit(typing, T0 + 2)


def test_what_a_session_remembers_of_typing_is_bounded():
    session = Session(Limits(rooms=3), T0)
    session.greeted = True
    for number in range(50):
        session.admit(commands.Typing(room=f"r{number}", on=True), T0)
    assert len(session._typed) <= 4


def test_the_tenth_unreadable_frame_in_a_minute_closes():
    session = greeted()
    told = [session.unreadable(T0 + number * 6_000) for number in range(10)]
    assert told == [None] * 9 + [UNREADABLE]


def test_unreadable_frames_are_forgotten_after_a_minute():
    session = greeted()
    assert [session.unreadable(T0 + number * 6_700) for number in range(50)] == [None] * 50


@pytest.mark.parametrize(("kind", "rate"), PACES.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_each_kind_of_command_has_a_pace_and_says_when_to_go_on(kind, rate):
    session = greeted()
    said = SAID[kind]
    for number in range(rate.burst):
        session.admit(said(number), T0)
    with pytest.raises(Refusal) as refused:
        session.admit(said(rate.burst), T0)
    assert refused.value.code == "rate_limited"
    assert refused.value.retry_after_ms is not None
    session.admit(said(rate.burst), T0 + refused.value.retry_after_ms)
