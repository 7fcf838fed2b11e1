"""Who is online on which node: any session counts, a silent node is gone, nobody is called offline too soon."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.core.presence import GRACE_MS, NODE_GONE_MS, Roster, Shown

T0 = 1_000_000


def test_a_user_is_online_while_any_session_on_any_node_is():
    roster = Roster()
    assert roster.change("here", "ken", "away", T0) == Shown("away", T0)
    assert roster.change("there", "ken", "online", T0 + 1) == Shown("online", T0 + 1)
    assert roster.change("here", "ken", "offline", T0 + 2) is None
    assert roster["ken"] == "online"
    assert roster.change("there", "ken", "away", T0 + 3) == Shown("away", T0 + 3)
    assert (roster["ken"], roster.since("ken")) == ("away", T0 + 3)


def test_the_same_again_is_not_told_again():
    roster = Roster()
    roster.change("here", "ken", "online", T0)
    assert roster.change("here", "ken", "online", T0 + 1) is None
    assert roster.change("there", "ken", "online", T0 + 2) is None
    assert roster.since("ken") == T0


def test_offline_is_told_ten_seconds_after_the_last_session_and_dates_from_the_leaving():
    roster = Roster()
    roster.change("here", "ken", "online", T0)
    assert roster.change("here", "ken", "offline", T0 + 1_000) is None
    assert roster["ken"] == "online"
    assert roster.tick("here", T0 + 1_000 + GRACE_MS - 1) == []
    assert roster.tick("here", T0 + 1_000 + GRACE_MS) == [("ken", Shown("offline", T0 + 1_000))]
    assert roster["ken"] == "offline"
    assert roster.since("ken") is None
    assert roster.tick("here", T0 + 60_000) == []


def test_who_comes_back_within_the_grace_was_never_gone():
    roster = Roster()
    roster.change("here", "ken", "online", T0)
    roster.change("here", "ken", "offline", T0 + 1_000)
    assert roster.change("there", "ken", "online", T0 + 5_000) is None
    assert roster.tick("here", T0 + 15_000) == []
    assert (roster["ken"], roster.since("ken")) == ("online", T0)


def test_a_node_that_is_silent_for_fifteen_seconds_is_gone_and_its_users_ten_later():
    roster = Roster()
    roster.snapshot("there", {"ken": "online"}, T0)
    assert roster.tick("here", T0 + NODE_GONE_MS - 1) == []
    assert roster.tick("here", T0 + NODE_GONE_MS) == []
    assert roster.tick("here", T0 + NODE_GONE_MS + GRACE_MS) == [("ken", Shown("offline", T0 + NODE_GONE_MS))]


def test_a_node_is_never_silent_to_itself():
    roster = Roster()
    roster.change("here", "ken", "online", T0)
    assert roster.tick("here", T0 + 10 * NODE_GONE_MS) == []
    assert roster["ken"] == "online"


def test_a_snapshot_replaces_all_that_is_known_of_a_node():
    roster = Roster()
    roster.change("there", "ken", "online", T0)
    told = roster.snapshot("there", {"ann": "online", "mia": "away"}, T0 + 1)
    assert told == [("ann", Shown("online", T0 + 1)), ("mia", Shown("away", T0 + 1))]
    assert roster.of("there") == {"ann": "online", "mia": "away"}
    assert roster.tick("here", T0 + 1 + GRACE_MS) == [("ken", Shown("offline", T0 + 1))]


def test_leaving_without_ever_having_come_is_not_told():
    roster = Roster()
    assert roster.change("here", "eve", "offline", T0) is None
    assert roster.tick("here", T0 + 60_000) == []
    assert roster["eve"] == "offline"


@given(st.lists(st.tuples(st.sampled_from(["here", "there"]), st.booleans(), st.integers(0, 9_000)), max_size=40))
def test_flapping_tells_offline_at_most_once_and_only_after_a_whole_grace(steps):
    roster, now, on = Roster(), T0, set()
    gone_since, told = None, []
    for node, online, wait in [*steps, ("here", False, 0), ("there", False, 2 * GRACE_MS)]:
        (on.add if online else on.discard)(node)
        gone_since = None if on else gone_since if gone_since is not None else now
        shown = roster.change(node, "ken", "online" if online else "offline", now)
        told += [shown] if shown is not None else []
        for _ in range(4):
            now += wait // 4
            roster.snapshot("there", {"ken": "online"} if "there" in on else {}, now)
            for user, state in roster.tick("here", now):
                assert user == "ken"
                assert gone_since is not None
                assert now - gone_since >= GRACE_MS
                assert state == Shown("offline", gone_since)
                told.append(state)
    states = [one.state for one in told]
    assert all(a != b for a, b in pairwise(states)), "never the same twice in a row"
    assert states[-1:] != ["online"]
