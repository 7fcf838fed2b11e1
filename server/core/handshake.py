"""The opening handshake of RFC 6455 as nearly every client says it, read from the bytes; and the answer to it."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha1
from typing import Final

Headers = list[tuple[bytes, bytes]]
HEAD: Final = re.compile(
    rb"GET (/[!-$&->@-~]*)(?:\?([!-~]*))? HTTP/1\.1\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ -~]*\r\n)+)\r\n"
)
"""A path without escapes, and headers of plain ASCII in one line each."""
_KEY: Final = re.compile(rb"[A-Za-z0-9+/]{22}==")
_NEEDED: Final = frozenset({b"host", b"upgrade", b"connection", b"sec-websocket-key", b"sec-websocket-version"})
_TOKENS: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+(?: *, *[!#$%&'*+.^_`|~0-9A-Za-z-]+)*")
_LISTS: Final = frozenset({b"connection", b"sec-websocket-protocol"})
_BODY: Final = frozenset({b"content-length", b"transfer-encoding", b"expect"})
_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(frozen=True, slots=True)
class Head:
    """A handshake that is whole and right; names of headers in lower case, in the order in which they came."""

    path: bytes
    query: bytes
    headers: Headers
    key: bytes

    @property
    def subprotocols(self) -> list[str]:
        """Return what the client offers to speak."""
        offered = [value.decode("latin-1") for name, value in self.headers if name == b"sec-websocket-protocol"]
        return [name.strip() for value in offered for name in value.split(",")]


def everyday(received: bytes, most: int) -> tuple[Head, int] | None:
    """Read a handshake that stands at the beginning, at most `most` bytes, and tell how many those are.

    None for whatever is not whole, not plain or not right: a real parser finds out, and finds the words to refuse it.
    """
    found = HEAD.match(received, 0, most)
    if found is None:
        return None
    headers: Headers = []
    for line in found[3].split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        headers.append((name.lower(), value.strip(b" ")))
    key = _key(headers)
    return None if key is None else (Head(found[1], found[2] or b"", headers, key), found.end())


def _key(headers: Headers) -> bytes | None:
    """Return the client's key when all that a handshake needs is there, nothing twice, and nothing announces a body."""
    said = dict(headers)
    if len(said) != len(headers) or not said.keys() >= _NEEDED or not _BODY.isdisjoint(said):
        return None
    if not all(_TOKENS.fullmatch(said[name]) for name in _LISTS & said.keys()):
        return None
    wishes = [wish.strip() for wish in said[b"connection"].lower().split(b",")]
    if b"upgrade" not in wishes or said[b"upgrade"].lower() != b"websocket" or said[b"sec-websocket-version"] != b"13":
        return None
    key = said[b"sec-websocket-key"]
    return key if _KEY.fullmatch(key) else None


def accepted(key: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the answer that opens the socket (section 4.2.2), with these headers too."""
    proof = b64encode(sha1(key + _GUID, usedforsecurity=False).digest())
    more = b"".join([b"%b: %b\r\n" % header for header in headers])
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
        b"sec-websocket-accept: %b\r\n%b\r\n" % (proof, more)
    )
