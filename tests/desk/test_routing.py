"""The rules of routing one by one: offers, misses, dead connections, handovers."""

from server.desk.cases import Agent, Waiting
from server.desk.decisions import Away, Back, Lapse, Offer
from server.desk.routing import OFFER_MS, PASSED_MS, Routing

MINUTE = 60_000


def at_work(*people: str, capacity: int = 2, has=frozenset()) -> Routing:
    routing = Routing()
    for one in people:
        routing.agent(Agent(id=one, state="online", capacity=capacity, has=frozenset(has)))
    return routing


def offers(decided) -> list[tuple[str, str]]:
    return [(one.room, one.agent) for one in decided if isinstance(one, Offer)]


def held(routing: Routing, room: str, agent: str, answered_at: int, since: int) -> None:
    """Let a room be an agent's who answered it then; since then the customer wrote again."""
    routing.hold(room, agent)
    routing.answered(room, agent, answered_at)
    routing.wait(Waiting(room=room, since=since))


def test_the_eldest_goes_to_who_has_most_to_spare():
    routing = at_work("amy")
    routing.agent(Agent(id="bob", state="online", capacity=3))
    for number in (3, 1, 2):
        routing.wait(Waiting(room=f"r{number}", since=number))
    assert offers(routing.settle(0)) == [("r1", "bob"), ("r2", "amy"), ("r3", "bob")]


def test_who_has_as_much_to_spare_takes_turns():
    routing = at_work("amy", "bob", "cas", capacity=9)
    given = []
    for number in range(6):
        routing.wait(Waiting(room=f"r{number}", since=number))
        given += [agent for _, agent in offers(routing.settle(0))]
    assert sorted(given) == ["amy", "amy", "bob", "bob", "cas", "cas"]


def test_only_who_has_what_a_room_needs_is_asked():
    routing = at_work("amy", has={"language:ja"})
    routing.wait(Waiting(room="r", since=0, needs=frozenset({"language:ja", "skill:billing"})))
    assert routing.settle(0) == []
    routing.agent(Agent(id="amy", state="online", capacity=2, has=frozenset({"language:ja", "skill:billing"})))
    assert offers(routing.settle(1)) == [("r", "amy")]


def test_busy_and_away_are_not_asked():
    routing = Routing()
    routing.wait(Waiting(room="r", since=0))
    for state in ("busy", "away", "offline"):
        routing.agent(Agent(id="amy", state=state, capacity=2))
        assert routing.settle(0) == []
    routing.agent(Agent(id="amy", state="online", capacity=2))
    assert offers(routing.settle(0)) == [("r", "amy")]


def test_an_offer_lasts_twenty_seconds_and_goes_on():
    routing = at_work("amy", "bob", capacity=1)
    routing.wait(Waiting(room="r", since=0))
    [first] = routing.settle(0)
    assert first.until == OFFER_MS == 20_000
    assert routing.wakes() == OFFER_MS
    assert routing.settle(OFFER_MS - 1) == []
    lapsed, second = routing.settle(OFFER_MS)
    assert lapsed == Lapse("r", first.agent)
    assert second == Offer("r", {"amy": "bob", "bob": "amy"}[first.agent], 2 * OFFER_MS)


def test_who_let_a_room_go_by_is_asked_again_a_minute_later():
    routing = at_work("amy")
    routing.wait(Waiting(room="r", since=0))
    routing.settle(0)
    routing.decline("r", "amy", 5_000)
    assert routing.settle(5_000 + PASSED_MS - 1) == []
    assert offers(routing.settle(5_000 + PASSED_MS)) == [("r", "amy")]


def test_or_as_soon_as_they_say_that_they_are_here():
    routing = at_work("amy")
    routing.wait(Waiting(room="r", since=0))
    routing.settle(0)
    routing.decline("r", "amy", 5_000)
    for state in ("away", "online"):
        routing.agent(Agent(id="amy", state=state, capacity=2))
    assert offers(routing.settle(5_001)) == [("r", "amy")]


def test_two_missed_in_a_row_and_the_agent_is_away():
    routing = at_work("amy", capacity=1)
    routing.wait(Waiting(room="r1", since=0))
    routing.wait(Waiting(room="r2", since=1))
    routing.settle(0)
    assert routing.settle(OFFER_MS) == [Lapse("r1", "amy"), Offer("r2", "amy", 2 * OFFER_MS)]
    assert routing.settle(2 * OFFER_MS) == [Lapse("r2", "amy"), Away("amy")]
    assert routing.settle(10 * MINUTE) == []


def test_one_missed_then_one_taken_is_no_absence():
    routing = at_work("amy", capacity=1)
    for number in range(3):
        routing.wait(Waiting(room=f"r{number}", since=number))
    routing.settle(0)
    routing.settle(OFFER_MS)
    routing.hold("r1", "amy")
    routing.close("r1")
    assert offers(routing.settle(OFFER_MS)) == [("r2", "amy")]
    assert Away("amy") not in routing.settle(2 * OFFER_MS)


def test_an_offer_missed_without_a_connection_makes_nobody_away():
    routing = at_work("amy", capacity=2)
    for number in range(2):
        routing.wait(Waiting(room=f"r{number}", since=number))
    routing.settle(0)
    routing.lost("amy", 1)
    assert routing.settle(OFFER_MS) == [Lapse("r0", "amy"), Lapse("r1", "amy")]


def test_a_dead_connection_gives_back_what_awaits_a_reply_after_a_minute():
    routing = at_work("amy", "bob")
    held(routing, "r", "amy", answered_at=0, since=6 * MINUTE)
    routing.lost("amy", 10 * MINUTE)
    assert routing.settle(11 * MINUTE - 1) == []
    back, offer = routing.settle(11 * MINUTE)
    assert back == Back("r", "amy", None)
    assert (offer.room, offer.agent) == ("r", "bob")


def test_what_was_answered_lately_waits_three_minutes_for_the_same_agent():
    routing = at_work("amy", "bob")
    held(routing, "r", "amy", answered_at=5 * MINUTE, since=6 * MINUTE)
    routing.lost("amy", 10 * MINUTE)
    assert routing.settle(13 * MINUTE - 1) == []
    assert routing.settle(13 * MINUTE)[0] == Back("r", "amy", None)


def test_who_comes_back_in_time_keeps_everything():
    routing = at_work("amy", "bob")
    held(routing, "r", "amy", answered_at=0, since=6 * MINUTE)
    routing.lost("amy", 10 * MINUTE)
    routing.back("amy")
    assert routing.settle(60 * MINUTE) == []


def test_a_room_where_nobody_waits_stays_until_somebody_does():
    routing = at_work("amy", "bob")
    routing.hold("r", "amy")
    routing.lost("amy", 10 * MINUTE)
    assert routing.settle(60 * MINUTE) == []
    routing.wait(Waiting(room="r", since=60 * MINUTE))
    assert routing.settle(60 * MINUTE)[0] == Back("r", "amy", None)


def test_a_returning_customer_goes_to_the_last_agent_if_free():
    routing = at_work("bob", capacity=9)
    routing.agent(Agent(id="amy", state="online", capacity=1))
    routing.wait(Waiting(room="r1", since=0, last="amy"))
    routing.wait(Waiting(room="r2", since=1, last="amy"))
    assert offers(routing.settle(0)) == [("r1", "amy"), ("r2", "bob")]


def test_a_handover_comes_back_when_it_is_declined_or_missed():
    for declined in (True, False):
        routing = at_work("amy", "bob")
        routing.offered(Waiting(room="r", since=0), "bob", MINUTE, "amy")
        if declined:
            routing.decline("r", "bob", 1_000)
            assert routing.settle(MINUTE) == []
        else:
            assert routing.settle(MINUTE) == [Lapse("r", "bob")]
        routing.agent(Agent(id="amy", state="online", capacity=1))
        routing.wait(Waiting(room="r2", since=0))
        assert offers(routing.settle(MINUTE)) == [("r2", "bob")]


def test_a_handover_to_a_team_goes_round_and_comes_back_after_a_minute():
    routing = at_work("amy")
    for one in ("bob", "cas"):
        routing.agent(Agent(id=one, state="online", capacity=1, has=frozenset({"team:billing"})))
    routing.hold("r", "amy")
    routing.release("r")
    team = frozenset({"team:billing"})
    routing.wait(Waiting(room="r", since=0, needs=team, sender="amy", back_at=30_000))
    [first] = routing.settle(0)
    _, second = routing.settle(OFFER_MS)
    assert {first.agent, second.agent} == {"bob", "cas"}
    assert second.until == 30_000
    assert routing.settle(30_000) == [Lapse("r", second.agent), Back("r", None, "amy")]


def test_who_leaves_the_house_leaves_their_rooms_to_all():
    routing = at_work("amy", "bob")
    held(routing, "r", "amy", answered_at=0, since=1)
    routing.leave("amy")
    assert offers(routing.settle(2)) == [("r", "bob")]


def test_who_answers_has_the_room():
    routing = at_work("amy", "bob", capacity=1)
    routing.wait(Waiting(room="r", since=0))
    [offer] = routing.settle(0)
    other = {"amy": "bob", "bob": "amy"}[offer.agent]
    routing.answered("r", other, 1)
    routing.wait(Waiting(room="r2", since=2))
    assert offers(routing.settle(2)) == [("r2", offer.agent)]
    assert routing.settle(OFFER_MS) == []


def test_an_answer_of_somebody_who_is_no_agent_here_leaves_nobody_waiting():
    routing = Routing()
    routing.wait(Waiting(room="r", since=0))
    routing.answered("r", "boss", 1)
    routing.agent(Agent(id="amy", state="online", capacity=1))
    assert routing.settle(2) == []


def test_a_position_counts_those_who_compete_and_only_while_somebody_is_here():
    routing = Routing()
    for number, need in enumerate(("ja", "en", "ja", "en")):
        routing.wait(Waiting(room=f"r{number}", since=number, needs=frozenset({need})))
    assert routing.position("r3") is None
    routing.agent(Agent(id="amy", state="online", capacity=0, has=frozenset({"en"})))
    assert routing.position("r3") == 2
    assert routing.position("r2") is None
    routing.agent(Agent(id="bob", state="online", capacity=0, has=frozenset({"en", "ja"})))
    assert routing.position("r3") == 4
    routing.lost("bob", 0)
    assert routing.position("r3") == 2


def test_who_gave_a_room_back_is_not_asked_at_once():
    routing = at_work("amy", "bob")
    held(routing, "r", "amy", 0, since=1)
    routing.release("r", 1)
    assert offers(routing.settle(1)) == [("r", "bob")]
    routing.decline("r", "bob", 2)
    assert offers(routing.settle(PASSED_MS)) == []
    assert offers(routing.settle(PASSED_MS + 1)) == [("r", "amy")]
