"""Pictures made for tests: good ones, ones with a place in them, and ones that mean harm."""

import base64
import io
import struct
import zlib
from functools import cache
from typing import Any, Final

from PIL import Image

CAMERA: Final = "SECRETCAM"
COMMENT: Final = b"SECRETCOMMENT"
LATITUDE: Final = struct.pack(">LLLLLL", 35, 1, 40, 1, 54, 1)
"""35° 40' 54" as EXIF writes it, most significant byte first."""
POLYGLOT: Final = b"GIF89a/*" + b"\0" * 8 + b"*/=1;alert(document.domain)//;"
HEIC: Final = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAbxtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA"
    "AAAERAAAIAAQAAAAAB4AABAAAAAAAAADMAAgAAAAACEwABAAAAAAAAAHwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp"
    "bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA+2lwcnAAAADbaXBjbwAAAHZodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwNgAAEAGE"
    "ABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkA"
    "AAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAADn"
    "BpeGkAAAAAAQgAAAAYaXBtYQAAAAAAAAABAAEFgQIDBYQAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAALdtZGF0AAAALygBrxmA94RIs/9P"
    "B+2pf8nAz+wk4Ty2sayuMjO2/9g5LMWh+PohLHGl9SLXTAFgAAAABkV4aWYAAE1NACoAAAAIAAMBDwACAAAACgAAADIBEgADAAAAAQABAACIJQ"
    "AEAAAAAQAAADwAAAAAU0VDUkVUQ0FNAAACAAEAAgAAAAJOAAAAAAIABQAAAAMAAABaAAAAAAAAACMAAAABAAAAAQAAAAEAAAACAAAAAQ=="
)
"""64 × 48, red with a green corner, from a `SECRETCAM`, with a place."""


def encoded(picture: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def noise(width: int = 320, height: int = 200) -> Image.Image:
    return Image.effect_noise((width, height), 60).convert("RGB")


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a phone writes: the camera, how it was held, and where."""
    said = Image.Exif()
    said[0x010F] = CAMERA
    said[0x0112] = orientation
    said[0x8825] = {1: "N", 2: (35.0, 40.0, 54.0), 3: "E", 4: (139.0, 41.0, 30.0)}
    return said


def photo(orientation: int = 1, width: int = 320, height: int = 200) -> bytes:
    """Return a JPEG with camera, place, comment and XMP."""
    xmp = b"<x:xmpmeta>SECRETXMP</x:xmpmeta>"
    return encoded(noise(width, height), "JPEG", exif=exif(orientation), comment=COMMENT, xmp=xmp)


def moving(kind: str = "GIF", frames: int = 8, size: tuple[int, int] = (60, 40)) -> bytes:
    colours = [Image.new("RGB", size, (number * 30 % 256, 0, 255 - number * 30 % 256)) for number in range(frames)]
    return encoded(colours[0], kind, save_all=True, append_images=colours[1:], duration=50)


@cache
def bomb(side: int) -> bytes:
    """Return a PNG of a few kB that unpacks into side × side pixels."""
    rows = zlib.compress(b"\0" * (side // 8 + 1) * side, 9)
    head = struct.pack(">LLBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))
