"""Bodies on their way to the disk: bounded in size and time, written as they come, never twice to one place."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.core.refusals import Refusal
from server.core.sniffing import HEAD
from server.uploads.arrival import Arrival, Arrived, Patience

CALM = Patience()


async def pieces(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def stuck(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    await asyncio.Event().wait()


async def dripping() -> AsyncIterator[bytes]:
    while True:
        yield b"x"
        await asyncio.sleep(0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.binary(max_size=3000), max_size=8))
async def test_all_of_it_is_written_in_order(tmp_path: Path, chunks: list[bytes]):
    place, whole = tmp_path / "file", b"".join(chunks)
    place.unlink(missing_ok=True)
    arrived = await Arrival(pieces(*chunks), 24_000, CALM).write_to(place)
    assert arrived == Arrived(len(whole), whole[:HEAD])
    assert place.read_bytes() == whole
    assert place.stat().st_mode & 0o777 == 0o600


async def test_little_of_it_is_held_while_it_comes(tmp_path: Path):
    place, held = tmp_path / "file", []

    async def watched() -> AsyncIterator[bytes]:
        for number in range(64):
            yield b"x" * 65_536
            held.append((number + 1) * 65_536 - place.stat().st_size)

    await Arrival(watched(), 64 * 65_536, CALM).write_to(place)
    assert max(held) <= 512 * 1024
    assert place.stat().st_size == 64 * 65_536


@pytest.mark.parametrize("chunks", [(b"x" * 11,), (b"x" * 10, b"y"), (b"",) * 50 + (b"x" * 11,)], ids=len)
async def test_one_byte_too_many_is_too_large(tmp_path: Path, chunks: tuple[bytes, ...]):
    with pytest.raises(Refusal) as caught:
        await Arrival(pieces(*chunks), 10, CALM).write_to(tmp_path / "file")
    assert caught.value.code == "too_large"
    assert (await Arrival(pieces(b"x" * 10), 10, CALM).write_to(tmp_path / "other")).size == 10


@pytest.mark.parametrize(
    ("coming", "patience"),
    [(stuck(b"abc"), Patience(piece_s=0.02)), (stuck(), Patience(whole_s=0.02)), (dripping(), Patience(whole_s=0.02))],
    ids=["stops in the middle", "never begins", "a byte at a time, for ever"],
)
async def test_what_comes_too_slowly_is_given_up(tmp_path: Path, coming, patience):
    with pytest.raises(Refusal) as caught:
        await Arrival(coming, 10**9, patience).write_to(tmp_path / "file")
    assert (caught.value.code, caught.value.retry_after_ms) == ("unavailable", 1_000)


async def test_a_place_that_is_taken_is_not_written_over(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        await Arrival(pieces(b"x"), 10, CALM).write_to(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"mine"
