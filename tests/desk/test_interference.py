"""What staff do privately changes no byte of what customers, drivers and merchants receive: frames, HTTP, push."""

import itertools
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.desk.alike import Heard
from tests.desk.day import Day
from tests.desk.leaky import LEAKS
from tests.desk.plan import PRIVATE, PUBLIC, Step, planned
from tests.push.conftest import opened

SEEDS = [6, *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(100, 130))]


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_day_with_and_without_private_acts_is_the_same_to_every_party(tmp_path, seed):
    plan = planned(seed, 90)
    without, none = await lived(tmp_path / "without", plan, private=False)
    acted, many = await lived(tmp_path / "with", plan, private=True)
    assert (none, many) == (0, sum(step.private for step in plan))
    assert {step.does for step in plan} >= {*PUBLIC, *PRIVATE}
    assert all(len(said) > 5 for said in acted.values()), "it was silence that was compared"
    assert {where for said in acted.values() for where, _ in said} >= {"socket", "push", "/v1/rooms", "upload", "file"}
    assert first_difference(without, acted) is None


async def test_each_leak_that_is_planted_is_found_where_it_leaks(tmp_path):
    plan = planned(6)
    without, _ = await lived(tmp_path / "without", plan, private=False, spoilt=LEAKS)
    acted, _ = await lived(tmp_path / "with", plan, private=True, spoilt=LEAKS)
    more = [one for user in acted for one in Counter(acted[user]) - Counter(without[user])]
    signs = [leak.sign for leak in LEAKS]
    assert [any(sign(where, raw) for where, raw in more) for sign in signs] == [True] * len(LEAKS)


async def lived(folder: Path, plan: list[Step], *, private: bool, spoilt: Iterable[Any] = ()) -> tuple[Heard, int]:
    """Live a day in a server of its own; `spoilt` are leaks to be planted there."""
    async with opened(folder) as office:
        await office.bench.node.machine.dispatch.close()
        for leak in spoilt:
            leak.spoils(office)
        day = Day(office)
        return await day.lived(plan, private=private), day.done


def first_difference(without: Heard, acted: Heard) -> str | None:
    """Say who received something else, and what first; None where all is the same."""
    for user, said in without.items():
        for (where, expected), (_, came) in itertools.zip_longest(said, acted[user], fillvalue=("nothing", b"")):
            if expected != came:
                at = next((at for at, (a, b) in enumerate(zip(expected, came, strict=False)) if a != b), 0)
                part = slice(max(0, at - 60), at + 60)
                return f"{user}, {where}: {expected[part]!r} became {came[part]!r}"
    return None
