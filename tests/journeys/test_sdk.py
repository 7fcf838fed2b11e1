"""The SDK from its tarball: the README's programs as they stand, and bad networks between it and a healthy server."""

import asyncio
import os
import random
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_network import FAULTS
from tests.rig.checker import check
from tests.rig.client import Device
from tests.rig.parley import Host
from tests.rig.proxy import Proxy
from tests.rig.sdk import NODE, WIDGET, SdkPeople, run, sdk_people
from tests.rig.stage import PARTIES
from tests.rig.wait import until, until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

README = WIDGET / "packages/client/README.md"
ORDERS = WIDGET.parent / "docs/orders.md"
PEOPLE = Path(__file__).with_name("sdk_people.mjs")
OVER = """
import { login, logout } from "./visitor.js";
console.log(await login("a token").catch((problem) => problem.code));
await logout();
console.log("over");
"""
STRICT = {
    "compilerOptions": {
        "strict": True,
        "noUncheckedIndexedAccess": True,
        "exactOptionalPropertyTypes": True,
        "skipLibCheck": False,
        "target": "es2022",
        "lib": ["es2022", "dom"],
        "module": "nodenext",
        "moduleResolution": "nodenext",
        "types": ["node"],
        "typeRoots": [str(WIDGET / "node_modules/@types")],
    },
    "include": ["*.ts"],
}


def example(name: str, page: Path = README) -> str:
    """Return the code block below `<!-- example: name -->`."""
    found = re.search(rf"<!-- example: {name} -->\n```ts\n(.*?)```", page.read_text(), re.DOTALL)
    assert found is not None, f"{page} has no example {name}"
    return found[1]


async def test_the_readmes_programs_compile_strictly_and_talk(app, parley, history):
    for name in ("talk", "visitor"):
        (app / f"{name}.ts").write_text(example(name))
    (app / "change.ts").write_text(example("change", ORDERS))
    (app / "over.mjs").write_text(OVER)
    (app / "tsconfig.json").write_text(str(STRICT).replace("'", '"').replace("True", "true").replace("False", "false"))
    run(app, "node", str(WIDGET / "node_modules/typescript/bin/tsc"), "-p", ".")
    assert run(app, *NODE, "over.mjs").splitlines() == ["not_found", "over"], "the visitor's program runs"
    node = parley()
    await node.up()
    host = Host(node)
    await host.room("order-1042", {"ann": "customer", "ken": "driver"})
    ann, ken = await host.account("ann", "customer"), await host.account("ken", "driver")
    talking = running(app, "talk.js", PARLEY_URL=node.http, PARLEY_TOKEN=ann.token)
    async with talking as lines, Device(ken, node.ws, history) as device:
        device.join("order-1042")
        await until(lambda: "ann: Where are you? read" in lines, 20, lambda: "\n".join(lines))
        device.send("order-1042", "ken-00001", "At your door")
        await until(lambda: "ken: At your door " in lines, 20, lambda: "\n".join(lines))
        await until(lambda: "1 unread" in lines, 20, lambda: "\n".join(lines))
    assert "… sending" in lines
    await host.call("PUT", "/v1/rooms/order-1042/participants/mia", {"role": "merchant", "name": "Mia"})
    mia = await host.account("mia", "merchant")
    async with running(app, "change.js", PARLEY_URL=node.http, ANN=ann.token, MIA=mia.token) as lines:
        await until(lambda: "replace: accepted" in lines, 20, lambda: "\n".join(lines))


@asynccontextmanager
async def running(app: Path, program: str, **env: str) -> AsyncIterator[list[str]]:
    """Run a program until the block is over; yield the lines that it prints, as they come."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*NODE, program, cwd=app, env=os.environ | env, stdout=pipe)
    lines: list[str] = []
    hearing = asyncio.create_task(hear(process, lines))
    try:
        yield lines
    finally:
        process.kill()
        await process.wait()
        await hearing


async def hear(program: asyncio.subprocess.Process, lines: list[str]) -> None:
    """Take what a program prints."""
    assert program.stdout is not None
    while line := await program.stdout.readline():
        lines.append(line.decode().rstrip("\n"))


async def test_bad_networks_lose_and_repeat_nothing_for_the_sdk(app, parley, history, length):
    node = parley(PARLEY_SEND_RATE="6/s burst 4")
    await node.up()
    host, chance, rooms = Host(node), random.Random(length.seed), ["order-1", "order-2"]
    for room in rooms:
        await host.room(room, PARTIES)
    async with AsyncExitStack() as stack:
        proxies = [await stack.enter_async_context(Proxy(node.port, seed=number)) for number in range(len(PARTIES))]
        proxies[0].faults.latency_s, proxies[0].faults.jitter_s = 0.02, 0.05
        people = await stack.enter_async_context(sdk_people(app, PEOPLE, history))
        for place, (user, role) in enumerate(PARTIES.items()):
            account = await host.account(user, role)
            people.open(account, f"http://127.0.0.1:{proxies[place].port}", rooms, reads=place % 2 == 0)
        talking = asyncio.create_task(talk(people, rooms, chance))
        await more_acks(people, 5)
        unheard = asyncio.create_task(black_hole(proxies[1], history))
        for turn in range(len(FAULTS) * max(1, length.faults // 3)):
            fault = FAULTS[turn % len(FAULTS)]
            history.put("fault", name=fault.__name__)
            await fault(chance.choice([proxy for proxy in proxies if proxy is not proxies[1]]))
            await more_acks(people, 5)
        await unheard
        talking.cancel()
        await until_true(lambda: quiet(people), 40, "everything is sent")
        await host.record(history, *rooms)
        lasts = {record["room"]: record["entries"][-1]["seq"] for record in history.of("store")}
        await until_true(lambda: whole(people, lasts), 40, f"everybody shows {lasts}")
        for person in people.people.values():
            history.put("settled", device=person.device, user=person.account.user, conn=person.conn, rooms=rooms)
        verdict = check(history)
        counts = sum((proxy.counts for proxy in proxies), start=type(proxies[0].counts)())
    print(f"sdk: {dict(counts)} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults", "refused")
    # One whose ack was lost may have been settled by its entry: what counts is that all of it is stored.
    stored = [entry for record in history.of("store") for entry in record["entries"] if entry["kind"] == "message"]
    assert len(stored) == verdict.counts["sent"] == people.wrote


async def talk(people: SdkPeople, rooms: list[str], chance: random.Random) -> None:
    """Everybody writes into every room, on and on."""
    everybody = list(people.people.values())
    for number in range(100_000):
        people.send(chance.choice(everybody), chance.choice(rooms), f"message {number}")
        await asyncio.sleep(0.08)


async def more_acks(people: SdkPeople, count: int) -> None:
    """Wait until so many more messages have been acknowledged."""
    goal = people.acked + count
    await until(lambda: people.acked >= goal, 20, lambda: f"{people.acked} acks of {goal}")


async def black_hole(proxy: Proxy, history: Any) -> None:
    """Everything vanishes and nobody says so: the client finds out by itself, and connects anew."""
    history.put("fault", name="black_hole")
    before = proxy.counts["connections"]
    proxy.faults.swallow_up = proxy.faults.swallow_down = True
    await until(lambda: proxy.counts["connections"] > before, 20, "the client gives the dead path up")
    proxy.faults.swallow_up = proxy.faults.swallow_down = False
    proxy.reset_all()


async def quiet(people: SdkPeople) -> bool:
    """Whether nobody has anything left to send."""
    return all(not one["unsent"] for one in await people.tell())


async def whole(people: SdkPeople, lasts: dict[str, int]) -> bool:
    """Whether every client shows every room to its last entry, each entry once and in order."""
    wanted = {room: list(range(1, last + 1)) for room, last in lasts.items()}
    return all(one["rooms"] == wanted for one in await people.tell())
