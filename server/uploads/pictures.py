"""Has a picture drawn anew by a process of its own, and outlives whatever that process does."""

import asyncio
import contextlib
import importlib.util
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog

from server.core.refusals import Refusal
from server.core.sniffing import RASTERS

log = structlog.get_logger()
SAID_MOST: Final = 4096
HEIC: Final = "image/heic"
SCRIPT: Final = Path(__file__).with_name("redraw.py")
"""Never imported here: a decoder has no place in the server's own process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What one picture may cost. Sizes in bytes, sides in pixels."""

    pixels: int = 50_000_000
    side: int = 4096
    """What is longer is drawn smaller."""
    preview_side: int = 640
    frames: int = 300
    moving_pixels: int = 40_000_000
    """Of all frames together; what has more stands still."""
    memory: int = 1024 * 1024 * 1024
    written: int = 64 * 1024 * 1024
    cpu_s: int = 20
    wall_s: float = 60.0
    at_once: int = 2
    waiting: int = 20


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a picture became."""

    mime: str
    width: int
    height: int
    preview: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Where the original lies, and where its picture and the small one are to be written."""

    original: Path
    main: Path
    preview: Path


class Pictures:
    """At most so many at once on this node; more wait, many more are asked to come again."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._turns = asyncio.Semaphore(frame.at_once)
        self._waiting = 0
        self._heic = importlib.util.find_spec("pi_heif") is not None

    def draws(self, kind: str) -> bool:
        """Tell whether files of this type are pictures that are drawn anew here."""
        return kind in RASTERS and (kind != HEIC or self._heic)

    async def draw(self, places: Places, kind: str) -> Drawn:
        """Draw it anew. Refuses what is no picture, or costs more than it may."""
        if self._waiting >= self._frame.waiting:
            raise Refusal("unavailable", "many pictures are being drawn just now", retry_after_ms=5_000)
        self._waiting += 1
        try:
            async with self._turns:
                said = await self._run(places, kind)
        finally:
            self._waiting -= 1
        return self._read(said)

    async def _run(self, places: Places, kind: str) -> bytes:
        """Return what the process said; nothing when it was ended for what it cost."""
        frame = self._frame
        wish = {
            "main": str(places.main),
            "preview": str(places.preview),
            "formats": RASTERS[kind],
            **{name: getattr(frame, name) for name in ("pixels", "side", "preview_side", "frames", "moving_pixels")},
            **{name: getattr(frame, name) for name in ("memory", "written", "cpu_s")},
        }
        with places.original.open("rb") as original:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", str(SCRIPT), json.dumps(wish),
                stdin=original, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8"}, cwd=str(places.main.parent),
            )  # fmt: skip
        try:
            async with asyncio.timeout(frame.wall_s):
                said = await _heard(process)
                await process.wait()
        except TimeoutError:
            return b""
        finally:
            await _end(process)
        return said

    def _read(self, said: bytes) -> Drawn:
        told: dict[str, Any] = {"refused": "cost"}
        if said:
            try:
                told = json.loads(said)
                return Drawn(**told)
            except (ValueError, TypeError):
                pass
        reason = told.get("refused", "cost")
        log.info("upload.not_drawn", reason=reason)
        if reason == "disk":
            raise Refusal("unavailable", "the server cannot store files just now", retry_after_ms=60_000)
        raise _refusal(reason, self._frame)


def _refusal(reason: str, frame: Frame) -> Refusal:
    match reason:
        case "unreadable":
            return Refusal("bad_field", "this picture is damaged, or of a kind that is not known here", field="file")
        case "pixels":
            return Refusal("too_large", f"a picture has at most {frame.pixels} pixels", field="file")
        case _:
            return Refusal("too_large", "this picture takes too much to open", field="file")


async def _heard(process: asyncio.subprocess.Process) -> bytes:
    """Read what is said to its end; of whoever says more than is ever meant, nothing."""
    said = b""
    while process.stdout is not None:
        more = await process.stdout.read(SAID_MOST)
        if not more or len(said) > SAID_MOST:
            break
        said += more
    return said if len(said) <= SAID_MOST else b""


async def _end(process: asyncio.subprocess.Process) -> None:
    """Leave no process behind."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
