"""Where topics live in a cluster: slots, tags that balance, and what a node says of them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.crc import key_slot

from server.live.bus import PARTITIONS
from server.live.resp import PLAIN, SHARDED, Moved, RedisFault, ReplyFault, command, refusal
from server.live.slots import SLOTS, read_chart, sharded_topics, slot_of

INFO = b"cluster_enabled:1\r\ncluster_state:ok\r\ncluster_current_epoch:6\r\n"
HERE, THERE = [b"10.0.0.1", 6379, b"id", []], [b"10.0.0.2", 6380, b"id", []]


@given(st.binary(max_size=30) | st.text("{}ab", max_size=8).map(str.encode))
def test_slots_are_those_of_redis(topic):
    assert slot_of(topic) == key_slot(topic)


@pytest.mark.parametrize("masters", range(1, PARTITIONS + 1))
def test_partitions_are_balanced_over_any_number_of_masters(masters):
    per_master = SLOTS / masters
    loads = Counter(round(slot_of(topic) // per_master) for topic in sharded_topics("parley"))
    assert len(loads) == masters
    assert max(loads.values()) - min(loads.values()) <= 1


def test_every_partition_has_a_topic_and_a_slot_of_its_own():
    topics = sharded_topics("p")
    assert len(set(topics)) == len({slot_of(topic) for topic in topics}) == PARTITIONS
    assert topics[3] == b"p:{3-102}"


@given(st.text("abc.:-}注", max_size=10), st.text("abc.:-{}", max_size=10))
def test_what_begins_with_a_topic_lives_in_its_slot(prefix, node):
    for topic in sharded_topics(prefix):
        assert slot_of(topic + b":node:" + node.encode()) == slot_of(topic)


def test_a_prefix_that_would_decide_the_slot_is_refused():
    with pytest.raises(ValueError, match="braces"):
        sharded_topics("{}")


def test_a_chart_says_who_carries_what():
    chart = read_chart(INFO, [[0, 8191, HERE, [b"a replica", 1]], [8192, 16000, THERE]], "asked")
    topics = sharded_topics("p")
    assert chart.worth == (True, 6)
    assert chart.homes(topics) == {("10.0.0.1", 6379): topics[:8], ("10.0.0.2", 6380): topics[8:]}


def test_a_slot_that_nobody_owns_has_no_home():
    assert read_chart(INFO, [[0, 100, HERE]], "asked").homes(sharded_topics("p")) == {}


@pytest.mark.parametrize("host", [None, b"", b"?"])
def test_a_node_that_does_not_name_itself_is_where_it_was_asked(host):
    assert read_chart(INFO, [[0, 1, [host, 7000, b"id"]]], "asked").owned == ((0, 1, ("asked", 7000)),)


def test_the_newest_healthy_view_counts_most():
    views = [(b"fail", 9), (b"ok", 3), (b"ok", 4), (b"fail", 2)]
    charts = [read_chart(b"cluster_state:%b\r\ncluster_current_epoch:%d\r\n" % view, [], "asked") for view in views]
    assert max(charts, key=lambda chart: chart.worth) is charts[2]
    assert read_chart(b"", [], "asked").worth == (False, 0)


@pytest.mark.parametrize(
    ("info", "slots"),
    [
        (ReplyFault("ERR This instance has cluster support disabled"), []),
        (INFO, ReplyFault("NOPERM")),
        (b"OK", b"OK"),
        (1, []),
        (INFO, [[0, 1]]),
        (INFO, [b"x"]),
        (INFO, [[0, 1, [b"host", b"port"]]]),
    ],
)
def test_what_is_no_answer_of_a_cluster_is_a_fault(info, slots):
    with pytest.raises(RedisFault):
        read_chart(info, slots, "asked")


def test_sharded_topics_are_named_one_by_one():
    assert PLAIN.subscribe([b"a", b"b"]) == command(b"SUBSCRIBE", b"a", b"b")
    assert SHARDED.subscribe([b"a", b"b"]) == command(b"SSUBSCRIBE", b"a") + command(b"SSUBSCRIBE", b"b")
    assert SHARDED.unsubscribe([b"a"]) == command(b"SUNSUBSCRIBE", b"a")
    assert SHARDED.publish(b"a", b"x") == command(b"SPUBLISH", b"a", b"x")


def test_an_error_reply_tells_whether_a_slot_moved():
    assert isinstance(refusal("MOVED 3999 127.0.0.1:6381"), Moved)
    assert not isinstance(refusal("CLUSTERDOWN Hash slot not served"), Moved)
