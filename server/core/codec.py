"""Frames to commands and messages to frames, in JSON and MessagePack alike."""

import re
from typing import Any, Final, Literal

import msgpack  # type: ignore[import-untyped]  # it comes without types
import msgspec
import orjson

from server.core import commands, values
from server.core.refusals import Refusal

Codec = Literal["json", "msgpack"]
SUBPROTOCOLS: Final[dict[str, Codec]] = {"parley.v1.json": "json", "parley.v1.msgpack": "msgpack"}
KINDS: Final = {str(command.__struct_config__.tag): command for command in commands.ALL}
_TOO_LONG: Final = re.compile(r"length <= (\d+)")
_PATH: Final = re.compile(r" - at `\$\.?([^`]*)`")
_NAMED: Final = re.compile(r"field `([^`]+)`")


def decode(frame: bytes, codec: Codec) -> commands.Command:
    """Read one frame into a typed command, or refuse: `bad_message`, `bad_field` or `too_large`."""
    plain = _json(frame) if codec == "json" else _msgpack(frame)
    values.check(plain)
    if not isinstance(plain, dict):
        raise Refusal("bad_message", "a message is a map")
    kind = plain.get("t")
    into = KINDS.get(kind) if isinstance(kind, str) else None
    if into is None:
        raise Refusal("bad_message", "unknown kind of message", field="t")
    command: commands.Command = convert(plain, into)
    return command


def ref_of(frame: bytes, codec: Codec) -> int | str | None:
    """Return the `ref` of a frame that was refused, where it can be read, so that the sender can tell."""
    try:
        plain = _json(frame) if codec == "json" else _msgpack(frame)
    except Refusal:
        return None
    ref = plain.get("ref") if isinstance(plain, dict) else None
    return ref if isinstance(ref, int | str) and not isinstance(ref, bool) else None


def convert(plain: object, into: Any) -> Any:
    """Convert plain values into a typed struct, naming the field that does not fit."""
    try:
        return msgspec.convert(plain, into)
    except msgspec.ValidationError as error:
        raise _renamed(str(error)) from None


def _renamed(said: str) -> Refusal:
    path, named = _PATH.search(said), _NAMED.search(said)
    field = ".".join(part for part in (path and path[1], named and named[1]) if part) or None
    reason = said.split(" - at ", maxsplit=1)[0]
    code = "too_large" if _TOO_LONG.search(said) else "bad_field"
    return Refusal(code, reason, field=field)


def _json(frame: bytes) -> object:
    try:
        return orjson.loads(frame)
    except orjson.JSONDecodeError:
        raise Refusal("bad_message", "not JSON") from None


def _msgpack(frame: bytes) -> object:
    try:
        return msgpack.unpackb(frame, raw=False, strict_map_key=True, timestamp=0)
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException):
        raise Refusal("bad_message", "not MessagePack") from None


def to_json(message: object) -> bytes:
    """Encode a message of plain values as JSON."""
    return orjson.dumps(message)


def to_msgpack(message: object) -> bytes:
    """Encode a message of plain values as MessagePack."""
    packed: bytes = msgpack.packb(message, use_bin_type=True)
    return packed
