"""What every shelf does: takes a file over, gives it back whole, lets go of it."""

from pathlib import Path

import pytest

from server.uploads.scratch import Scratch
from server.uploads.shelf import CHUNK, DirectoryShelf, Missing, Shelf
from tests.uploads.shelves import MemoryShelf


@pytest.fixture(params=["directory", "memory"])
def shelf(request, tmp_path: Path) -> Shelf:
    return DirectoryShelf(tmp_path / "uploads") if request.param == "directory" else MemoryShelf()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "source").write_bytes(b"abc" * 100_000)
    return tmp_path / "source"


async def read(shelf: Shelf, name: str) -> bytes:
    held = await shelf.get(name)
    content = b"".join([chunk async for chunk in held.chunks])
    await held.chunks.aclose()
    assert len(content) == held.size
    return content


async def test_what_was_put_there_is_given_back(shelf, source):
    await shelf.put("f_abc", source)
    assert not source.exists()
    assert await read(shelf, "f_abc") == b"abc" * 100_000
    assert await read(shelf, "f_abc") == b"abc" * 100_000


async def test_what_was_dropped_is_missing(shelf, source):
    await shelf.put("f_abc", source)
    for _ in range(2):
        await shelf.drop("f_abc")
        with pytest.raises(Missing):
            await shelf.get("f_abc")


async def test_a_reader_keeps_what_is_dropped_meanwhile(shelf, source):
    await shelf.put("f_abc", source)
    held = await shelf.get("f_abc")
    await shelf.drop("f_abc")
    assert sum([len(chunk) async for chunk in held.chunks]) == 300_000
    await held.chunks.aclose()
    await held.chunks.aclose()


async def test_it_knows_how_much_still_fits(shelf):
    assert await shelf.free() > 0


async def test_pieces_are_small_and_lie_in_folders_for_nobody_else(tmp_path: Path, source):
    shelf = DirectoryShelf(tmp_path / "uploads")
    await shelf.free()
    await shelf.put("f_abc.preview", source)
    held = await shelf.get("f_abc.preview")
    assert max([len(chunk) async for chunk in held.chunks]) <= CHUNK
    await held.chunks.aclose()
    assert (tmp_path / "uploads/bc/f_abc.preview").exists()
    for folder in (tmp_path / "uploads", tmp_path / "uploads/bc"):
        assert folder.stat().st_mode & 0o777 == 0o700


async def test_nothing_stays_on_the_scratch(tmp_path: Path):
    scratch = Scratch(tmp_path / "arriving")
    await scratch.make()
    places = scratch.places("f_abc")
    for place in (places.original, places.main, places.preview):
        place.write_bytes(b"x")
    scratch.places("f_other").original.write_bytes(b"y")
    await scratch.clear("f_abc")
    await scratch.clear("f_abc")
    assert [each.name for each in (tmp_path / "arriving").iterdir()] == ["f_other"]
