"""Sending files up: what is told, what is bounded, what is left when it goes wrong."""

import asyncio
from dataclasses import replace

import pytest

from server.core import ids
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.uploads import Quotas
from server.uploads.arrival import Patience
from server.uploads.collect import ARRIVING_MS, Collect
from server.uploads.scratch import Scratch
from server.uploads.uploads import Wish
from tests.chat.bench import ORDER
from tests.chat.clock import until
from tests.uploads import made
from tests.uploads.people import actor, body, code, lying, reads, sent, up, uploads
from tests.uploads.shelves import MemoryShelf

HOUR = 3_600_000


class GoneAway(Exception):
    """The sender closed the connection."""


@pytest.fixture
async def ann(bench):
    await bench.room()
    return await actor(bench, "ann")


def bounded(bench, **bounds):
    """Change what this node allows."""
    uploads(bench)._bounds = replace(uploads(bench)._bounds, **bounds)


def rows(bench) -> list[str]:
    """Return the state of every row, in the order of arrival."""

    def read(connection):
        return [row[0] for row in connection.exec_driver_sql("SELECT state FROM uploads ORDER BY at, id")]

    return bench.node.parts.database.call(read)


async def test_a_picture_is_told_as_it_is_now_and_its_original_is_nowhere(bench, ann, tmp_path):
    raw = made.photo(orientation=6, width=1000, height=700)
    wish = Wish(room=ORDER, name="../../IMG.HTML", length=None)
    told = await uploads(bench).accept(ann, wish, body(raw[:100], raw[100:]))
    assert (told["mime"], told["name"], told["width"], told["height"]) == ("image/jpeg", "IMG.jpg", 700, 1000)
    assert told["preview"] is True
    files = lying(tmp_path)
    assert sorted(file.name for file in files) == [told["file"], f"{told['file']}.preview"]
    assert told["size"] == files[0].stat().st_size
    assert not [
        file for file in files if made.LATITUDE in file.read_bytes() or made.CAMERA.encode() in file.read_bytes()
    ]
    opened = await uploads(bench).open(ann, told["file"], preview=True)
    assert (opened.mime, opened.inline) == ("image/webp", True)
    await opened.held.chunks.aclose()


@pytest.mark.parametrize(
    ("raw", "mime", "served"),
    [
        (b"<html><script>alert(1)</script>", "text/html", "application/octet-stream"),
        (b"<svg onload='alert(1)'/>", "image/svg+xml", "application/octet-stream"),
        (b"MZ\0\0", "application/octet-stream", "application/octet-stream"),
        (b"%PDF-1.7", "application/pdf", "application/pdf"),
        (b"hello", "text/plain", "text/plain"),
    ],
)
async def test_what_is_no_picture_is_kept_as_it_is_and_never_shown(bench, ann, raw, mime, served):
    file = await up(bench, ann, said=raw, name="photo.jpg")
    opened = await uploads(bench).open(ann, file)
    assert (opened.upload.mime, opened.mime, opened.inline) == (mime, served, False)
    await opened.held.chunks.aclose()
    assert await reads(bench, ann, file) == raw


async def test_a_refused_picture_leaves_nothing_but_its_count(bench, ann, tmp_path):
    for raw in (made.POLYGLOT, made.photo()[:3000], made.bomb(20_000)):
        assert await code(up(bench, ann, said=raw)) in {"bad_field", "too_large"}
    assert await code(up(bench, ann, said=b"")) == "bad_field"
    assert lying(tmp_path) == []
    assert rows(bench) == ["gone"] * 4


async def test_who_goes_away_in_the_middle_leaves_nothing(bench, ann, tmp_path):
    async def broken():
        yield b"x" * 300_000
        assert len(lying(tmp_path)) == 1
        raise GoneAway

    with pytest.raises(GoneAway):
        await uploads(bench).accept(ann, Wish(room=ORDER, name="", length=10**6), broken())
    assert (lying(tmp_path), rows(bench)) == ([], [])


async def test_a_cancelled_upload_leaves_nothing(bench, ann, tmp_path):
    async def endless():
        yield b"x"
        await asyncio.Event().wait()

    task = asyncio.create_task(up(bench, ann, chunks=endless(), length=100))
    await until(lambda: rows(bench) == ["arriving"], "it has begun")
    await until(lambda: lying(tmp_path), "it lies there")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (lying(tmp_path), rows(bench)) == ([], [])


async def test_a_slow_body_ends_at_its_deadline(bench, ann, tmp_path):
    asked = asyncio.Event()

    async def slow():
        yield b"x"
        asked.set()
        await asyncio.Event().wait()

    bounded(bench, patience=Patience(piece_s=5))
    task = asyncio.create_task(up(bench, ann, chunks=slow(), length=100))
    await asked.wait()
    bench.clock.passed(5_001)
    assert await code(task) == "unavailable"
    assert (lying(tmp_path), rows(bench)) == ([], [])


async def test_size_is_bounded_before_and_while_it_comes(bench, ann):
    bounded(bench, most=10)
    assert await code(up(bench, ann, length=11)) == "too_large"
    assert await code(up(bench, ann, length=4 * 1024**3)) == "too_large"
    assert rows(bench) == []
    assert await code(up(bench, ann, said=b"x" * 11, length=None)) == "too_large"
    assert await code(up(bench, ann, said=b"x" * 11, length=10)) == "too_large"
    assert await up(bench, ann, said=b"x" * 10, length=None)


async def test_quotas_hold_users_and_the_host_only_by_room_and_day(bench, ann):
    bounded(bench, quotas=Quotas(user_files=2, user_bytes=100, room_bytes=40, all_bytes=60))
    for _ in range(2):
        await up(bench, ann)
    with pytest.raises(Refusal) as caught:
        await up(bench, ann)
    assert caught.value.code == "rate_limited"
    assert caught.value.retry_after_ms == 24 * HOUR
    host = Actor("ann", "Ann", "customer", host=True)
    await up(bench, host, said=b"x" * 30)
    assert await code(up(bench, host)) == "rate_limited"


async def test_only_so_many_at_once(bench, ann):
    gate = asyncio.Event()

    async def waiting():
        await gate.wait()
        yield b"x"

    ken = await actor(bench, "ken", "driver")
    bounded(bench, user_at_once=2, at_once=3)
    tasks = [asyncio.create_task(up(bench, who, chunks=waiting(), length=9)) for who in (ann, ann)]
    await until(lambda: len(rows(bench)) == 2, "two are arriving")
    assert await code(up(bench, ann)) == "rate_limited"
    tasks.append(asyncio.create_task(up(bench, ken, chunks=waiting(), length=9)))
    await until(lambda: len(rows(bench)) == 3, "three are arriving")
    assert await code(up(bench, ken)) == "unavailable"
    gate.set()
    await asyncio.gather(*tasks)
    assert await up(bench, ann)
    assert not uploads(bench)._busy


async def test_a_full_disk_is_said_and_can_be_tried_again(bench, ann):
    shelf = uploads(bench)._shelf = MemoryShelf()
    shelf.fails = [OSError(28, "No space left on device")]
    with pytest.raises(Refusal) as caught:
        await up(bench, ann)
    assert (caught.value.code, caught.value.retry_after_ms) == ("unavailable", 60_000)
    assert rows(bench) == []
    shelf.room = 1000
    assert await code(up(bench, ann)) == "unavailable"
    shelf.room = 10**12
    assert await sent(bench, ann)


async def test_bytes_that_are_not_at_hand_are_unavailable_and_not_unknown(bench, ann):
    file = await sent(bench, ann)
    uploads(bench)._shelf = MemoryShelf()
    assert await code(reads(bench, ann, file)) == "unavailable"


async def test_it_is_told_to_the_room_as_the_server_knows_it(bench, ann):
    """Over the socket, whatever the sender says of it; the room's line in a list shows the name."""
    device = await bench.person("ann")
    file = await up(bench, ann, name="menu.txt")
    said = {"type": "file", "file": file, "name": "evil.exe", "size": 1, "mime": "text/html"}
    assert (await device.ask("send", room=ORDER, cid="cid-file-1", body=said))["t"] == "ack"
    await bench.quiet()
    told = device.told("entries", ORDER)[-1]["entries"][-1]
    assert told["body"] == {"type": "file", "file": file, "name": "menu.txt", "size": 5, "mime": "text/plain"}
    again = await device.ask("send", room=ORDER, cid="cid-file-1", body=said)
    assert (again["t"], again["seq"]) == ("ack", told["seq"])
    listed = await bench.node.machine.house.rooms.listing(ann, 50, None)
    assert listed["rooms"][0]["last"]["text"] == "menu.txt"
    edited = {"room": ORDER, "cid": "cid-edit-1", "target": told["seq"]}
    text = {"type": "text", "text": "new"}
    assert (await device.ask("edit", body=text, **edited))["code"] == "forbidden"
    assert (await device.ask("edit", body=said, **edited))["code"] == "bad_field"


# -- collecting ----------------------------------------------------------------------------------------


async def by_hand(bench) -> Collect:
    """Stop the rounds that come by themselves; give the first node's collector."""
    for node in bench.nodes:
        await node.machine.collect.close()
    return bench.node.machine.collect


async def test_what_nobody_sent_is_dropped_after_a_day(bench, ann, tmp_path):
    collect = await by_hand(bench)
    unused, used = await up(bench, ann), await sent(bench, ann)
    bench.clock.passed(24 * HOUR)
    assert await collect.once() == 0
    assert len(lying(tmp_path)) == 2
    bench.clock.passed(1)
    assert await collect.once() == 1
    assert [file.name for file in lying(tmp_path)] == [used]
    assert await code(reads(bench, ann, unused)) == "not_found"
    assert await reads(bench, ann, used) == b"hello"


async def test_what_a_crash_left_behind_is_dropped(bench, ann, tmp_path):
    """A row that is arriving, its original on the scratch, and bytes on the shelf that nobody was told of."""
    collect = await by_hand(bench)
    file = await up(bench, ann)
    await bench.node.parts.journal.write(lambda c: c.exec_driver_sql("UPDATE uploads SET state = 'arriving'") and None)
    original = Scratch(tmp_path / "uploads/arriving").places(file).original
    original.write_bytes(b"half of it")
    assert await collect.once() == 0
    bench.clock.passed(ARRIVING_MS + 1)
    assert await collect.once() == 1
    assert lying(tmp_path) == []


async def test_one_node_collects_at_a_time_and_a_failure_is_tried_again(pair):
    await pair.room()
    ann = await actor(pair, "ann")
    await by_hand(pair)
    shelf = MemoryShelf()
    first, second = (Collect(node.parts, shelf, Scratch(pair._folder / "uploads/arriving")) for node in pair.nodes)
    uploads(pair)._shelf = shelf
    await up(pair, ann)
    pair.clock.passed(24 * HOUR + 1)
    shelf.fails = [OSError(5, "Input/output error")]
    with pytest.raises(OSError, match="Input"):
        await first.once()
    assert (len(shelf.files), rows(pair)) == (1, ["erased"])
    assert await second.once() == 0
    assert await first.once() == 1
    assert (shelf.files, rows(pair)) == ({}, [])


def test_ids_are_names_that_no_folder_minds():
    assert all(ids.is_id(ids.fresh("f_")) and "/" not in ids.fresh("f_") for _ in range(100))


async def test_a_round_comes_by_itself(bench, ann, tmp_path):
    await up(bench, ann)
    bench.clock.passed(24 * HOUR + 1)
    await until(lambda: not lying(tmp_path), "it was collected")
