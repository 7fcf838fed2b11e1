"""Who of staff has which room open: whatever nodes said, doubled or lost, a snapshot makes it right."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.core.watchers import GONE_MS, Watchers

SAID = st.tuples(
    st.sampled_from(["a", "b"]), st.sampled_from(["r1", "r2"]), st.sampled_from(["amy", "bob"]), st.booleans()
)


@settings(max_examples=30, deadline=None)
@given(st.lists(SAID), st.lists(SAID))
def test_a_snapshot_makes_right_what_was_lost(heard, truth):
    watchers, other = Watchers(), Watchers()
    for one, said in ((watchers, heard), (other, truth)):
        for node, room, user, on in said:
            one.opened(node, room, user, user.title(), 1) if on else one.closed(node, room, user, 1)
    for node in ("a", "b"):
        moved = watchers.snapshot(node, other.at(node), 2)
        assert moved <= {"r1", "r2"}
    assert [watchers.of(room) for room in ("r1", "r2")] == [other.of(room) for room in ("r1", "r2")]


def test_what_is_said_twice_is_no_news():
    watchers = Watchers()
    assert watchers.opened("a", "r1", "amy", "Amy", 0)
    assert not watchers.opened("a", "r1", "amy", "Amy", 0)
    assert not watchers.opened("b", "r1", "amy", "Amy", 0), "on another node too"
    assert not watchers.closed("a", "r1", "amy", 0)
    assert watchers.closed("b", "r1", "amy", 0)
    assert not watchers.closed("b", "r1", "amy", 0)


def test_a_silent_node_has_nobody_and_oneself_is_never_silent():
    watchers = Watchers()
    watchers.opened("a", "r1", "amy", "Amy", 0)
    watchers.opened("b", "r1", "bob", "Bob", 0)
    assert watchers.tick("a", GONE_MS - 1) == set()
    assert watchers.tick("a", GONE_MS) == {"r1"}
    assert watchers.of("r1") == {"amy": "Amy"}
