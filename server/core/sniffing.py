"""What a file is, by its first bytes alone: never by its name, nor by what the sender says."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HEAD: Final = 4096
"""How many of the first bytes are looked at."""
UNKNOWN: Final = "application/octet-stream"
RASTERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "image/jpeg": ("JPEG", "MPO"),
        "image/png": ("PNG",),
        "image/gif": ("GIF",),
        "image/webp": ("WEBP",),
        "image/bmp": ("BMP",),
        "image/avif": ("AVIF",),
        "image/heic": ("HEIF",),
    }
)
"""Pictures that are drawn anew, and the names of the only decoders that may try."""
SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
)
"""What a redrawn picture's name ends in."""
INERT: Final = frozenset(
    {
        "application/pdf", "application/zip", "application/gzip", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg",
        "audio/wav", "text/plain", "video/mp4", "video/quicktime", "video/webm",
    }
)  # fmt: skip
"""Types that a browser may be told: none of them runs anything. All else is told as `UNKNOWN`."""

_SIGNS: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBPVP8", "image/webp"),
    (8, b"WAVEfmt ", "audio/wav"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
)
_BRANDS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"avif", "image/avif"),
    (b"avis", "image/avif"),
    (b"heic", "image/heic"),
    (b"heix", "image/heic"),
    (b"heim", "image/heic"),
    (b"heis", "image/heic"),
    (b"mif1", "image/heic"),
    (b"msf1", "image/heic"),
    (b"qt  ", "video/quicktime"),
    (b"M4A ", "audio/mp4"),
)
_MARKUP: Final = re.compile(rb"<(?:!doctype|!--|\?xml|[a-z])", re.IGNORECASE)
_SVG: Final = re.compile(rb"<(?:[\w.-]+:)?svg[\s>]", re.IGNORECASE)


def sniff(head: bytes) -> str:
    """Return the media type of a file that begins like this."""
    for place, sign, kind in _SIGNS:
        if head.startswith(sign, place) and _agrees(head, kind):
            return kind
    if head[4:8] == b"ftyp":
        return _boxed(head)
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return _text(head)


def _agrees(head: bytes, kind: str) -> bool:
    """RIFF files say so before they say of what."""
    return head.startswith(b"RIFF") if kind in {"image/webp", "audio/wav"} else True


def _boxed(head: bytes) -> str:
    """Tell by the major brand, then by those it is compatible with: a HEIC may call itself `mif1`, as an AVIF may."""
    size = min(int.from_bytes(head[:4], "big"), HEAD)
    brands = [head[8:12], *(head[place : place + 4] for place in range(16, size, 4))]
    kinds = [kind for brand in brands for known, kind in _BRANDS if brand == known]
    if "image/avif" in kinds:
        return "image/avif"
    return kinds[0] if kinds else "video/mp4"


def _text(head: bytes) -> str:
    """Tell text from bytes, and markup, which must never be opened here, from text."""
    if b"\0" in head:
        return UNKNOWN
    try:
        head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # the last character may have been cut in two
            return UNKNOWN
    if _SVG.search(head):
        return "image/svg+xml"
    return "text/html" if _MARKUP.search(head) else "text/plain"
