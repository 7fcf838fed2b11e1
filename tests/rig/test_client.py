"""The recorded client over real sockets: it heals every cut, and the checker tells an honest server from others."""

import pytest

from tests.rig.checker import check
from tests.rig.client import Device
from tests.rig.history import History
from tests.rig.holding import Account
from tests.rig.load import Load
from tests.rig.pretend import ROOM, Pretend, pretending
from tests.rig.verdict import Verdict
from tests.rig.wait import until

pytestmark = pytest.mark.anyio

USERS = ("ann", "ken", "mia")
VICES = {
    "forgets": {"acked is stored", "seq used once"},
    "loses": {"no hole", "reaches every client"},
    "repeats": {"seen once, in order"},
    "garbles": {"seen as stored"},
    "flatters": {"cursor was claimed"},
}


async def talk(pretend: Pretend, history: History, *, cuts: int = 0, sends: int = 60) -> Verdict:
    """Three devices talk, some in JSON, some in MessagePack, while connections are cut."""
    pretend.invite(*USERS)
    devices = [
        Device(Account(user, "member", user), pretend.url, history, codec=("json", "msgpack")[place % 2])
        for place, user in enumerate(USERS)
    ]
    for device in devices:
        device.join(ROOM)
    async with devices[0], devices[1], devices[2]:
        async with Load(devices, rate=400) as load:
            for cut in range(cuts + 1):
                goal = (cut + 1) * sends
                await until(lambda goal=goal: load.sent >= goal, 10, "sent")
                if cut < cuts:
                    pretend.cut()
        for device in devices:
            await device.emptied()
        await until(lambda: all(d.views[ROOM].seq >= len(pretend.log) for d in devices) or pretend.vice, 5, "held")
        for device in devices:
            device.settled()
        history.put("store", room=ROOM, entries=pretend.log)
    return check(history)


async def test_an_honest_server_passes_whatever_is_cut(tmp_path):
    history = History(tmp_path / "history.jsonl")
    async with pretending() as pretend:
        verdict = await talk(pretend, history, cuts=4)
    history.close()
    print(verdict.summary())
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "ordered")
    assert verdict.counts["acked"] == verdict.counts["sent"] >= 300
    assert verdict.counts["joined"] > len(USERS)
    assert check(History.read(tmp_path / "history.jsonl")).counts == verdict.counts


@pytest.mark.parametrize("vice", VICES)
async def test_a_server_with_a_vice_is_found_out(vice):
    async with pretending(vice, seed=5) as pretend:
        verdict = await talk(pretend, History(), sends=200)
    assert verdict.laws & VICES[vice], verdict.laws
