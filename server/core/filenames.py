"""What is left of a file's name that a stranger chose: one plain name, which no reader's system takes for more."""

import re
import unicodedata
from typing import Final

MAX_NAME: Final = 120
"""Code points; in UTF-8 at most 4 bytes each, below what file systems take once it is cut to bytes as well."""
MAX_BYTES: Final = 200
MAX_SUFFIX: Final = 16
NAMELESS: Final = "file"
_UNSAFE: Final = frozenset('<>:"|?*%\\/')
_SPACES: Final = re.compile(r"\s+")
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)


def clean(said: str) -> str:
    """Return the last part of a path, in NFC, without control and direction signs, short, never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", said))[-1]
    kept = "".join("_" if char in _UNSAFE else char for char in last if _is_visible(char))
    kept = _SPACES.sub(" ", kept).strip(" .")
    if not kept:
        return NAMELESS
    return _short(f"_{kept}" if kept.partition(".")[0].strip().lower() in _DEVICES else kept)


def with_suffix(name: str, suffix: str, same: frozenset[str] = frozenset()) -> str:
    """Return the name ending in `suffix` (`.jpg`), or in one that means the same; what it said before is replaced."""
    stem, dot, said = name.rpartition(".")
    if dot and f".{said.lower()}" in same | {suffix}:
        return name
    return _short((stem if dot and stem and len(said) <= MAX_SUFFIX else name) + suffix)


def _is_visible(char: str) -> bool:
    """Drop controls, direction and other format signs, surrogates, private and unassigned characters."""
    return unicodedata.category(char)[0] != "C" and unicodedata.category(char) not in {"Zl", "Zp"}


def _short(name: str) -> str:
    """Cut the stem, so that the suffix stays."""
    stem, dot, suffix = name.rpartition(".")
    end = dot + suffix if dot and stem and len(suffix) <= MAX_SUFFIX else ""
    kept = name[: len(name) - len(end)]
    while len(kept) + len(end) > MAX_NAME or len((kept + end).encode()) > MAX_BYTES:
        kept = kept[:-1]
    return (kept.rstrip(" .") or NAMELESS) + end
