"""The sizing grows with people, and names what gives way first."""

from tests.bench.sizing import TIGHT, Units, need

UNIT = Units(message=600, come=600, memory=10, heard=0, redis=0, postgres=0)


def test_one_node_while_half_a_core_is_enough():
    small = need(10_000, UNIT)
    assert (small.nodes, small.tight) == (1, TIGHT["node"])
    assert small.messages == 10_000 / 60
    assert round(small.memory_gib, 3) == round(10_000 * 10 / 1024 / 1024, 3)


def test_nodes_grow_with_people():
    assert [need(people, UNIT).nodes for people in (100_000, 1_000_000)] == [3, 22]


def test_what_is_most_used_is_named():
    costs = {"bus": Units(600, 600, 10, 500, 0, 0), "redis": Units(600, 600, 10, 0, 50, 0)}
    costs["postgres"] = Units(600, 600, 10, 0, 0, 90_000)
    assert {name: need(1_000_000, unit).tight for name, unit in costs.items()} == {name: TIGHT[name] for name in costs}
