"""Drivers come, are swapped, removed and come back while everybody talks: each sees its own window, and only that."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.rig.checker import check
from tests.rig.client import Device
from tests.rig.history import History
from tests.rig.holding import Account, RefusedError
from tests.rig.load import Load
from tests.rig.parley import Host
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-swap"
STAY = {"ann": "customer", "mia": "merchant", "amy": "agent"}
DRIVERS = ("ken", "lee")
OVER = {"removed", "replaced"}


@pytest.fixture(params=["one node", "two nodes"])
async def nodes(request, parley):
    """One node on SQLite; then two on PostgreSQL and Redis."""
    if request.param == "one node":
        node = parley()
        await node.up()
        return [node]
    store, bus = request.getfixturevalue("database"), request.getfixturevalue("redis")
    shared = {"PARLEY_DATABASE_URL": store, "PARLEY_REDIS_URL": bus.url}
    pair = [parley("first", **shared), parley("second", **shared)]
    for node in pair:
        await node.up()
    return pair


async def test_each_driver_sees_its_own_window_and_no_more(nodes, history, length):
    host = Host(nodes[0])
    await host.room(ROOM, {**STAY, "ken": "driver"})
    everybody = {**STAY, "ken": "driver", "lee": "driver"}
    people = [
        Device(await host.account(user, role), nodes[place % len(nodes)].ws, history, codec=codec)
        for place, ((user, role), codec) in enumerate(zip(everybody.items(), ["json", "msgpack"] * 3, strict=False))
    ]
    stay, drivers = people[:3], dict(zip(DRIVERS, people[3:], strict=True))
    refused = 0
    async with AsyncExitStack() as stack:
        for device in people:
            await stack.enter_async_context(device)
        for device in (*stay, drivers["ken"]):
            device.join(ROOM)
        await until(lambda: all(d.views[ROOM].opened for d in (*stay, drivers["ken"])), 10, "joined")
        async with Load(stay, 60, seed=length.seed):
            for turn in range(length.faults):
                out, into = (drivers[user] for user in (DRIVERS if turn % 2 == 0 else DRIVERS[::-1]))
                refused += await change(host, turn, out, into)
                history.put("fault", name="swap" if turn % 3 else "removal")
        verdict = await settle(host, history, people)
    print(f"changes={length.faults} refused={refused} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "settled", "authors", "faults")
    assert refused > 0


async def change(host: Host, turn: int, out: Device, into: Device) -> int:
    """One driver goes in the middle of a sentence and another comes; count what the old one could not say."""
    said = [out.send(ROOM, f"going-{turn:03}-{number:03}", f"wait {number}") for number in range(10)]
    new = into.account
    if turn % 3:
        body = {"replaces": out.account.user, "user": new.user, "role": "driver", "name": new.user.title()}
        await host.call("POST", f"/v1/rooms/{ROOM}/swap", body)
    else:
        await host.call("DELETE", f"/v1/rooms/{ROOM}/participants/{out.account.user}")
        await host.call("PUT", f"/v1/rooms/{ROOM}/participants/{new.user}", {"role": "driver"})
    said += [out.send(ROOM, f"gone-{turn:03}-{number:03}", f"still {number}") for number in range(5)]
    into.join(ROOM)
    await until(lambda: out.views[ROOM].over in OVER, 5, "the old driver is told")
    await until(lambda: into.views[ROOM].opened, 5, "the new driver is in")
    await into.send(ROOM, f"here-{turn:05}", "I am on my way").answer
    answers = await asyncio.gather(*(one.answer for one in said), return_exceptions=True)
    assert all(isinstance(answer, int) or is_no(answer) for answer in answers), answers
    assert all(is_no(answer) for answer in answers[-5:])
    return sum(1 for answer in answers if is_no(answer))


def is_no(answer: object) -> bool:
    """A refusal with the reason that a former participant gets."""
    return isinstance(answer, RefusedError) and answer.args == ("not_found",)


async def settle(host: Host, history: History, people: list[Device]):
    for device in people:
        await device.emptied()
    log = await host.log(ROOM)
    here = [device for device in people if device.views[ROOM].over is None]
    await asyncio.gather(*(device.holds(ROOM, log[-1]["seq"]) for device in here))
    for device in here:
        device.settled()
    await host.record(history, ROOM)
    return check(history)


async def test_a_driver_who_comes_late_is_shown_nothing_from_before(nodes, history):
    """What was said before the assignment reaches the driver by no way out."""
    host = Host(nodes[-1])
    await host.room(ROOM, STAY)
    ann = Device(await host.account("ann", "customer"), nodes[0].ws, history)
    ken = Device(await host.account("ken", "driver"), nodes[-1].ws, history, keep=True)
    async with ann, ken:
        ann.join(ROOM)
        before = await ann.send(ROOM, "before-000001", "my secret door code").answer
        await host.call("PUT", f"/v1/rooms/{ROOM}/participants/ken", {"role": "driver", "name": "Ken"})
        ken.join(ROOM)
        edit = {"t": "edit", "room": ROOM, "cid": "edit-0000001", "target": before}
        last = await ann.order({**edit, "body": {"type": "text", "text": "my secret new code"}}).answer
        await asyncio.gather(ann.holds(ROOM, last), ken.holds(ROOM, last))
        assert ken.socket is not None
        assert not any("secret" in str(frame) for frame in ken.socket.frames)
        assert ken.views[ROOM].first == ken.views[ROOM].entries[0]["seq"] > before
        assert ken.views[ROOM].entries[-1]["kind"] == "hidden"
        await never_over_http(host, ken.account, before)
        for device in (ann, ken):
            device.settled()
        await host.record(history, ROOM)
    verdict = check(history)
    verdict.insist("acked", "deliveries", "settled", "hidden")


async def never_over_http(host: Host, account: Account, before: int) -> None:
    """The HTTP API cuts at the same window."""
    asked = {"Authorization": f"Bearer {account.token}"}
    for query in ("", "?after=0", f"?before={before + 1}", f"?after={before - 1}&limit=1"):
        answer = await host.ask("GET", f"/v1/rooms/{ROOM}/entries{query}", **asked)
        assert answer.status_code == 200
        assert "secret" not in answer.text, query
