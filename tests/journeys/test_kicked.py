"""Every client is thrown out two to twenty times a second, under load: nothing is lost, nothing is told twice."""

import pytest

from tests.rig.load import Load
from tests.rig.parley import Host
from tests.rig.proxy import Proxy
from tests.rig.stage import Stage
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOMS = 3
SENDS_PER_SECOND = 100
LIVES_SECONDS = (0.05, 0.5)  # how long a connection lives: somewhere between
KICKS = {3: 200, 40: 3000}  # in the short form, and in the long one
PATIENCE_SECONDS = {3: 40, 40: 900}


@pytest.mark.parametrize("driver", ["direct", pytest.param("portable", marks=pytest.mark.torture)])
async def test_clients_that_are_kicked_again_and_again_lose_nothing(driver, parley, history, length):
    node = parley(PARLEY_DRIVER=driver)
    await node.up()
    kicks, patience = KICKS[length.faults], PATIENCE_SECONDS[length.faults]
    async with Proxy(node.port, seed=length.seed) as proxy:
        stage = Stage(Host(node), history, [f"ws://127.0.0.1:{proxy.port}/v1/ws"], seed=length.seed)
        await stage.build(ROOMS)
        async with stage.on():
            proxy.faults.lives_s = LIVES_SECONDS
            proxy.reset_all()
            async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
                await until(lambda: proxy.counts["kicked"] >= kicks, patience, lambda: f"{dict(proxy.counts)}")
                await stage.more_acks(1)
            proxy.faults.lives_s = None
            history.put("fault", name="kicked", times=proxy.counts["kicked"])
            await stage.connected()
            verdict = await stage.settle(40)
        lives = {device.name: device.conn for device in stage.devices}
    print(f"{driver}: {dict(proxy.counts)} lives={min(lives.values())}..{max(lives.values())} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults", "joined")
    assert proxy.counts["kicked"] >= kicks
    assert min(lives.values()) > kicks // len(lives) // 2
    assert verdict.counts["acked"] == verdict.counts["sent"]
