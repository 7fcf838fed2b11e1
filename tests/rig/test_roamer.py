"""A device goes where it is told to, and hangs up when nothing comes any more."""

import asyncio

import pytest

from tests.rig.history import History
from tests.rig.holding import Account, Outgoing
from tests.rig.patience import ANSWER_SECONDS, Patience
from tests.rig.pretend import ROOM, Pretend, pretending
from tests.rig.roamer import Roamer
from tests.rig.wait import until

pytestmark = pytest.mark.anyio


async def drain(pretend: Pretend) -> None:
    """Tell everybody to come back elsewhere, at once."""
    for reader in list(pretend.readers):
        await reader.tell(t="draining", reconnect_in_ms=0)


@pytest.mark.parametrize("follows", [True, False])
async def test_who_follows_leaves_for_the_next_node(follows):
    async with pretending() as first, pretending() as second:
        for pretend in (first, second):
            pretend.invite("ann")
        roamer = Roamer(Account("ann", "member", "ann"), first.url, History(), urls=[first.url, second.url])
        roamer.follows = follows
        roamer.join(ROOM)
        async with roamer:
            await until(lambda: roamer.views[ROOM].opened, 5, "joined")
            await drain(first)
            await until(lambda: roamer.drained == 1, 5, "told")
            if not follows:
                assert first.readers
                first.cut()
            await until(lambda: bool(second.readers), 5, "moved over")
        assert roamer.left == (1 if follows else 0)


async def test_patience_has_an_end():
    sent = Outgoing({}, asyncio.get_running_loop().create_future(), written=100.0)
    patience = Patience()
    patience.agree(0.5)
    for heard_at, outbox, now, over in (
        (100.0, [], 106.0, False),
        (100.0, [], 106.1, True),
        (0.0, [], 900.0, False),  # nothing was heard yet: connecting has a time of its own
        (111.0, [sent], 100.0 + ANSWER_SECONDS, False),
        (112.0, [sent], 100.1 + ANSWER_SECONDS, True),
    ):
        assert patience.is_over(heard_at, outbox, now) is over, now
    assert patience.deaf == 1
