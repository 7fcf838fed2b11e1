"""The sizing grows with people, and names what gives way first."""

from tests.bench.sizing import PARTS, Units, need

UNIT = Units(message=600, come=600, memory=10, heard=0, redis=0, postgres=0)


def test_one_node_while_half_a_core_is_enough():
    small = need(10_000, UNIT)
    assert (small.nodes, [part for part, _ in small.tight]) == (1, ["node"])
    assert small.messages == 10_000 / 60
    assert round(small.memory_gib, 3) == round(10_000 * 10 / 1024 / 1024, 3)


def test_nodes_grow_with_people():
    assert [need(people, UNIT).nodes for people in (100_000, 1_000_000)] == [3, 22]


def test_all_that_is_more_than_full_is_named_the_fullest_first():
    unit = Units(message=600, come=600, memory=10, heard=50, redis=50, postgres=3_000)
    assert [part for part, _ in need(1_000_000, unit).tight] == ["redis", "postgres", "bus"]
    assert set(PARTS) == {part for part, _ in need(1_000_000, unit).shares}


def test_beyond_a_few_nodes_only_those_who_hold_a_room_hear_it():
    unit = Units(message=600, come=0, memory=10, heard=0, redis=10, postgres=0)
    few, many = need(200_000, unit), need(10_000_000, unit)
    assert few.redis == few.messages * 10 * few.nodes / 1e6
    assert many.redis == many.messages * 10 * 4 / 1e6
