"""Which values may cross the wire: plain, bounded, alike in JSON and MessagePack."""

import math
import unicodedata
from typing import Final

import orjson

from server.core import times
from server.core.refusals import Refusal

MAX_INT: Final = 2**53 - 1
MAX_DEPTH: Final = 8
MAX_TEXT: Final = 4096
MAX_SIDE_BYTES: Final = 4096


def check(value: object, depth: int = MAX_DEPTH) -> None:
    """Walk a decoded value; refuse what JSON and MessagePack do not share (`bad_message`)."""
    # Every message passes here: isinstance costs half of what patterns do.
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        _check_level(depth)
        _check_map(value, depth - 1)
    elif isinstance(value, list):
        _check_level(depth)
        for item in value:
            check(item, depth - 1)
    elif value is not None and not isinstance(value, bool):
        _check_number(value)


def _check_level(depth: int) -> None:
    if depth == 0:
        raise Refusal("bad_message", f"nested deeper than {MAX_DEPTH}")


def _check_map(value: dict[object, object], depth: int) -> None:
    for key, item in value.items():
        if not isinstance(key, str):
            raise Refusal("bad_message", "a key is not a string")
        if not key.isascii() or "\x00" in key:
            _check_text(key)
        if not isinstance(item, str) or not item.isascii() or "\x00" in item:
            check(item, depth)


def _check_number(value: object) -> None:
    if isinstance(value, int):
        if not -MAX_INT <= value <= MAX_INT:
            raise Refusal("bad_message", "an integer is beyond 2^53 - 1")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Refusal("bad_message", "a number is not finite")
    else:
        raise Refusal("bad_message", "no binary or extension values")


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise Refusal("bad_message", "text contains U+0000")
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise Refusal("bad_message", "text contains a lone surrogate")


def moment(said: str | None, field: str) -> int | None:
    """Read a time from the wire into milliseconds. Refuses with `bad_field`."""
    if said is None:
        return None
    try:
        return times.parse(said)
    except ValueError:
        raise Refusal("bad_field", "an RFC 3339 time with its offset", field=field) from None


def clean_text(text: str, field: str, limit: int = MAX_TEXT) -> str:
    """Return the text in NFC, refusing what is empty or above `limit` code points after it."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    if len(composed) > limit:
        raise Refusal("too_large", f"{field} is above {limit} characters", field=field)
    if not composed.strip():
        raise Refusal("bad_field", f"{field} is empty", field=field)
    return composed


def check_side(value: object, field: str) -> None:
    """Refuse facts or metadata that are too large."""
    if len(orjson.dumps(value)) > MAX_SIDE_BYTES:
        raise Refusal("too_large", f"{field} are at most {MAX_SIDE_BYTES} bytes of JSON", field=field)
