"""Medians, ratios within a round, and what counts as reached, a draw or missed."""

import pytest

from tests.bench import figures, goals
from tests.bench.goals import Goal


def run(server: int, redis: int = 0, deliveries: int = 10) -> figures.Run:
    return {"cpu_us": {"server": [server, 0], "redis": [0, redis]}, "deliveries": deliveries, "messages": 2}


def test_all_columns_count_and_each_is_known():
    assert figures.per_delivery(run(100, 20)) == 12
    assert figures.per_delivery(run(100, 20), "redis") == 2
    assert figures.per_delivery(run(100, 20), "postgres") == 0
    assert figures.per_core(run(100)) == 100_000


def test_ratios_are_taken_round_by_round_and_a_failed_round_is_left_out():
    ours, theirs = [run(10), {}, run(40)], [run(20), run(20), run(20)]
    assert figures.ratios(ours, theirs, figures.per_delivery) == [0.5, 2.0]


def test_spread_is_the_width_over_the_median():
    found = figures.figure([8.0, 10.0, 12.0])
    assert found == figures.Figure(10.0, 0.4, 3)
    assert figures.figure([]) is None


MOST = Goal("B1", "", 1.0, lambda _: [], 0.8)
LEAST = Goal("B2", "", 2.5, lambda _: [], most=False)


@pytest.mark.parametrize(
    ("goal", "value", "spread", "word"),
    [
        (MOST, 0.8, 0.0, "stretch"),
        (MOST, 0.9, 0.0, "reached"),
        (MOST, 1.0, 0.0, "reached"),
        (MOST, 1.1, 0.2, "draw"),
        (MOST, 1.3, 0.2, "missed"),
        (LEAST, 2.5, 0.0, "reached"),
        (LEAST, 2.4, 0.1, "draw"),
        (LEAST, 2.0, 0.1, "missed"),
    ],
)
def test_a_goal_missed_by_less_than_the_spread_is_a_draw(goal, value, spread, word):
    assert goals.judge(goal, figures.Figure(value, spread)).word == word


def test_only_what_was_measured_is_judged():
    results = {"B1": {"parley": [run(60)], "sio-redis": [run(100)]}}
    assert [(each.goal.says, each.word) for each in goals.outcomes(results)] == [
        ("× Socket.IO + Redis adapter", "stretch"),
    ]


def test_a_room_that_costs_more_a_member_the_larger_it_is_misses_b9():
    linear = {f"B9-{size}": {"parley": [run(size * 10)]} for size in (10, 250, 5000)}
    square = {f"B9-{size}": {"parley": [run(size * size)]} for size in (10, 250, 5000)}
    words = [[each.word for each in goals.outcomes(results)] for results in (linear, square)]
    assert words == [["reached"], ["missed"]]
