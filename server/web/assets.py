"""The files that are served as they are: read once, with their hash, kept in memory."""

import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

WORTH_PACKING: Final = 1024
VERSIONS: Final = "versions.json"
"""Which version the build gave to all files of a folder."""
FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_PACKED: Final = frozenset(_TYPES)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: plain, perhaps packed, and the hash of its content."""

    content: bytes
    packed: bytes | None
    media_type: str
    hash: str
    build: str | None = None
    """The version that all files of one page share."""


Assets = dict[str, Asset]


def folder() -> Path:
    """Return where the files are: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "_static"
    return inside if inside.is_dir() else package.parent / "static"


def read(top: Path) -> Assets:
    """Read every file below a folder, by its path with slashes."""
    builds = _builds(top / VERSIONS)
    files = (path for path in sorted(top.rglob("*")) if path.is_file())
    found = ((path.relative_to(top), asset(path.name, path.read_bytes())) for path in files)
    return {path.as_posix(): replace(one, build=builds.get(path.parts[0])) for path, one in found}


def _builds(path: Path) -> dict[str, str]:
    return json.loads(path.read_bytes()) if path.is_file() else {}


def asset(name: str, content: bytes) -> Asset:
    """Return one file ready to be served."""
    ending = Path(name).suffix
    media_type = _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packs = ending in _PACKED and len(content) >= WORTH_PACKING
    packed = gzip.compress(content, mtime=0) if packs else None
    return Asset(content, packed, media_type, hashlib.sha256(content).hexdigest()[:16])


def _names(version: str, found: Asset) -> bool:
    return version == found.build or found.hash.startswith(version)


def answer(found: Asset, asked: Headers, version: str | None) -> Response:
    """Serve a file: for ever when asked for by its hash or its page's version, otherwise to be asked for again."""
    packs = found.packed is not None and "gzip" in asked.get("accept-encoding", "")
    tag = f'"{found.hash}{"-gz" if packs else ""}"'
    headers = {
        "ETag": tag,
        "Cache-Control": FOR_EVER if version and _names(version, found) else ASK_AGAIN,
    }
    if found.packed is not None:
        headers["Vary"] = "Accept-Encoding"
    if tag in (name.strip().removeprefix("W/") for name in asked.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(found.packed if packs else found.content, 200, headers, found.media_type)
