"""What is acknowledged is on disk; a full, read-only, shared or careless store is refused in plain words."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.rig.checker import check
from tests.rig.client import Device
from tests.rig.fsync import DELAY_SECONDS, lateness, slow_disk
from tests.rig.holding import Outgoing
from tests.rig.parley import Host, Parley
from tests.rig.postgres import Postgres
from tests.rig.wait import until
from tests.rig.wire import open_socket

pytestmark = pytest.mark.anyio

ROOM = "order-disk"
PEOPLE = {"ann": "customer", "ken": "driver", "mia": "merchant"}
SMALL_DISK = "12m"
UNSAFE = {"PARLEY_ALLOW_UNSAFE_STORE": "on"}


# --- fsync ---


async def how_late(node: Parley, sends: int) -> list[float]:
    """How late the acknowledgements of a node are, three people sending."""
    await node.up(60)
    host = Host(node, timeout=30)
    await host.room(ROOM, PEOPLE)
    async with AsyncExitStack() as stack:
        sockets = []
        for user, role in PEOPLE.items():
            socket = await stack.enter_async_context(open_socket(node.ws))
            await socket.greet((await host.account(user, role)).token)
            sockets.append(socket)
        return await lateness(sockets, ROOM, sends)


@pytest.mark.timeout(120)
async def test_no_ack_before_the_disk_has_it(parley, tmp_path, length):
    """Every fsync takes 300 ms more, so every ack is at least 300 ms late."""
    took = await how_late(parley(under=slow_disk(tmp_path / "strace")), 4 * length.faults)
    print(f"acks={len(took)} earliest={min(took):.3f} s latest={max(took):.3f} s")
    assert len(took) == 12 * length.faults
    assert min(took) >= DELAY_SECONDS
    assert (tmp_path / "strace").read_text().count("sync(") >= 4 * length.faults


@pytest.mark.timeout(120)
async def test_that_test_fails_without_fsync(parley, tmp_path, length):
    """With synchronous=NORMAL acks come before the disk has them: the test above can tell."""
    careless = {"PARLEY_SQLITE_SYNCHRONOUS": "NORMAL", **UNSAFE}
    took = await how_late(parley(under=slow_disk(tmp_path / "strace"), **careless), 4 * length.faults)
    print(f"acks={len(took)} earliest={min(took):.3f} s")
    assert min(took) < DELAY_SECONDS


def test_a_careless_sqlite_must_be_asked_for_twice(parley):
    assert "PARLEY_ALLOW_UNSAFE_STORE" in parley(PARLEY_SQLITE_SYNCHRONOUS="NORMAL").refuses()


# --- full and read-only disks ---


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, small enough to fill."""
    place = tmp_path / "small"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(place)]
    made = subprocess.run(["mount", *options], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("only root can mount a file system")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place: Path) -> Path:
    """Leave not a byte."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return ballast


async def test_on_a_full_disk_nothing_is_acknowledged_until_there_is_room(parley, small_disk, history):
    node = parley(data=small_disk / "data")
    await node.up()
    host = Host(node)
    await host.room(ROOM, PEOPLE)
    ann = Device(await host.account("ann", "customer"), node.ws, history)
    ken = Device(await host.account("ken", "driver"), node.ws, history, codec="msgpack")
    ann.join(ROOM)
    ken.join(ROOM)
    async with ann, ken:
        await ann.send(ROOM, "before-00001", "there is room").answer
        ballast = fill(small_disk)
        history.put("fault", name="disk full")
        await send_until_refused(ann)
        waiting = set(ann.outbox)
        await node.ready(10, "down")
        assert not waiting & {entry.get("cid") for entry in await host.log(ROOM)}
        ballast.unlink()
        await ann.emptied(20)
        await node.ready(10)
        last = await ann.send(ROOM, "after-000001", "there is room again").answer
        for device in (ann, ken):
            await device.holds(ROOM, last)
            device.settled()
        await host.record(history, ROOM)
    verdict = check(history)
    print(f"refused={len(waiting)} {verdict.summary()}")
    verdict.insist("acked", "refused", "deliveries", "settled", "faults")
    assert verdict.counts["acked"] == verdict.counts["sent"]


async def send_until_refused(device: Device) -> None:
    """Send long texts until the disk has no room for one."""
    for number in range(2000):
        sent = device.send(ROOM, f"full-{number:05}", f"{number} " + "x" * 4000)
        if await is_refused(device, sent):
            return
    raise AssertionError("the disk was never full")


async def is_refused(device: Device, sent: Outgoing) -> bool:
    """Wait for the answer; a refusal must be the one for a store that cannot commit."""
    await until(lambda: sent.answer.done() or bool(device.errors), 10, "an answer")
    assert {error["code"] for error in device.errors} <= {"unavailable"}
    return bool(device.errors)


def remount_read_only(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)


async def test_a_read_only_disk_is_refused(parley, small_disk):
    node = parley(data=small_disk / "data")
    await node.up()
    assert node.terminate() in {0, -signal.SIGTERM}
    remount_read_only(small_disk)
    said = node.refuses()
    assert str(node.data) in said
    assert "read-only" in said.lower() or "writ" in said.lower()


# --- one data directory, one server ---


async def test_a_second_server_on_the_same_data_is_refused(parley, tmp_path):
    data = tmp_path / "shared"
    first, second = parley("first", data=data), parley("second", data=data)
    await first.up()
    said = second.refuses()
    assert str(data) in said
    assert (await first.readiness())["status"] == "ok"


async def test_the_data_is_free_the_moment_its_server_was_killed(parley, tmp_path):
    data = tmp_path / "shared"
    first, second = parley("first", data=data), parley("second", data=data)
    for _ in range(3):
        await first.up()
        first.kill()
        await second.up()
        second.kill()


# --- a PostgreSQL that may forget ---

Careless = Callable[[str], str]


@pytest.fixture
def careless() -> Iterator[Careless]:
    """A PostgreSQL of its own with one promise switched off; gives a database in it."""
    cluster = Postgres()
    cluster.up()

    def switch_off(setting: str) -> str:
        cluster.run(f"ALTER SYSTEM SET {setting} = off", "SELECT pg_reload_conf()")
        return cluster.url(cluster.fresh())

    yield switch_off
    cluster.down()


@pytest.mark.parametrize("promise", ["fsync", "synchronous_commit"])
async def test_a_postgres_that_may_forget_is_refused(promise, careless, parley):
    url = careless(promise)
    assert promise in parley("strict", PARLEY_DATABASE_URL=url).refuses()
    await parley("careless", PARLEY_DATABASE_URL=url, **UNSAFE).up()
