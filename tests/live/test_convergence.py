"""Whatever the bus drops, doubles or reorders: two clients on two nodes end equal, and equal to a fresh fetch."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from server.live.memory_bus import as_sent
from tests.chat.bench import ORDER, opened

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["send", "edit", "redact", "react", "out", "in", "swap", "seen"]),
        st.integers(0, 1),
        st.integers(0, 6),
    ),
    min_size=5,
    max_size=25,
)
FATES = st.lists(st.sampled_from(["lost", "twice", "late", "sent", "sent"]), min_size=1, max_size=20)


class Fates:
    """Does to every message of the bus what was drawn for it, over and over."""

    def __init__(self, drawn):
        self._drawn = drawn
        self._count = 0
        self._late = {}

    def __call__(self, receiver, items):
        fate = self._drawn[self._count % len(self._drawn)]
        self._count += 1
        late = self._late.pop(receiver, [])
        if fate == "late":
            self._late[receiver] = [*late, items]
            return []
        return {"lost": [], "twice": [items, *late, items]}.get(fate, [items, *late])


class Play:
    """Carries the drawn steps out: two customers of one room, one on each node, and a driver who comes and goes."""

    def __init__(self, bench, devices):
        self.bench = bench
        self.devices = devices
        self.count = 0
        self.merchant = "mia"

    async def step(self, kind, who, target):
        device, self.count = self.devices[who], self.count + 1
        cid = {"room": ORDER, "cid": f"cid-step-{self.count:04d}"}
        body = {"type": "text", "text": f"text {self.count}"}
        match kind:
            case "send":
                await device.ask("send", **cid, body=body)
            case "edit":
                await device.ask("edit", **cid, target=5 + target, body=body)
            case "redact":
                await device.ask("redact", **cid, target=5 + target)
            case "react":
                await device.ask("react", **cid, target=5 + target, emoji="👍", on=self.count % 3 > 0)
            case "seen":
                device.say("seen", room=ORDER, read=device.sheets[ORDER].head)
            case _:
                await self._people(kind, who)
        if self.count % 4 == 0:
            await self.bench.skip(200, 100)

    async def _people(self, kind, who):
        if kind == "out":
            await self.bench.remove("ken", at=who)
        elif kind == "in":
            await self.bench.add("ken", "driver", at=who)
        elif kind == "swap":
            old, self.merchant = self.merchant, f"mia-{self.count}"
            await self.bench.add(self.merchant, "merchant", replaces=old, at=who)


def shown(device):
    sheet = device.sheets[ORDER]
    return sheet.head, sheet.kinds, sheet.messages


async def play(folder, steps, fates):
    async with opened(folder, nodes=2) as bench:
        await bench.room()
        await bench.add("dan", "customer")
        devices = [await bench.person("ann", at=0), await bench.person("dan", at=1)]
        kens = [await bench.person("ken", "driver", at=at) for at in (0, 1)]
        bench.exchange.fault = Fates(fates)
        acting = Play(bench, devices)
        for kind, who, target in steps:
            await acting.step(kind, who, target)
        bench.exchange.fault = as_sent
        bench.hub.repair.all_soon()
        bench.nodes[1].hub.repair.all_soon()
        await bench.skip(3_000, 500)
        fresh = [await bench.person(device.user, at=1 - at, since=0) for at, device in enumerate(devices)]
        assert shown(devices[0]) == shown(devices[1]) == shown(fresh[0]) == shown(fresh[1])
        members = [node.hub.rooms[ORDER].room.members for node in bench.nodes]
        assert members[0] == members[1]
        cursors = [bench.nodes[at].hub.rooms[ORDER].cursors.rows(sorted(members[0])) for at in (0, 1)]
        assert cursors[0] == cursors[1]
        left = next((seq for seq, kind in devices[0].sheets[ORDER].kinds.items() if kind == "leave"), None)
        for ken in kens:
            assert left is None or max(ken.seqs(ORDER)) < left
            assert (ORDER in ken.sheets) == (left is None)


@settings(max_examples=12)
@given(STEPS, FATES)
def test_two_clients_end_equal_whatever_the_bus_does(steps, fates):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), steps, fates))
