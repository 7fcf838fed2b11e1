"""Files on a real disk that is full, or cannot be written: said plainly, nothing left, and well again afterwards."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.core.refusals import Refusal
from tests.chat.bench import opened
from tests.uploads.people import actor, body, code, reads, sent, up, uploads
from tests.uploads.test_sending_up import rows

SIZE = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of one mebibyte."""
    place = tmp_path / "small"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode != 0:
        pytest.skip("only root can mount a file system")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
async def cramped(tmp_path, small_disk):
    async with opened(tmp_path, uploads_dir=str(small_disk)) as one:
        await one.room()
        uploads(one)._bounds = replace(uploads(one)._bounds, spare=0)
        yield one


async def test_a_disk_that_fills_up_in_the_middle(cramped, small_disk):
    """It was told to be small, and is not: the pieces do not fit any more."""
    ann = await actor(cramped, "ann")
    uploads(cramped)._shelf.free = free_enough
    with pytest.raises(Refusal) as caught:
        await up(cramped, ann, chunks=body(*[b"x" * 300_000] * 9), length=2_700_000)
    assert (caught.value.code, caught.value.retry_after_ms) == ("unavailable", 60_000)
    assert not [path for path in small_disk.rglob("*") if path.is_file()]
    assert rows(cramped) == []
    assert await reads(cramped, ann, await sent(cramped, ann)) == b"hello"


async def free_enough() -> int:
    return 10**12


async def test_what_would_not_fit_is_not_begun(cramped, small_disk):
    ann = await actor(cramped, "ann")
    assert await code(up(cramped, ann, said=b"x" * (SIZE + 1))) == "unavailable"
    uploads(cramped)._bounds = replace(uploads(cramped)._bounds, spare=SIZE)
    assert await code(up(cramped, ann)) == "unavailable"
    assert rows(cramped) == []


async def test_a_disk_that_cannot_be_written(cramped, small_disk):
    ann = await actor(cramped, "ann")
    file = await sent(cramped, ann)
    remount(small_disk, "ro")
    assert await code(up(cramped, ann)) == "unavailable"
    assert await reads(cramped, ann, file) == b"hello"
    remount(small_disk, "rw")
    assert await reads(cramped, ann, await sent(cramped, ann)) == b"hello"


def remount(place: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(place)], check=True)
