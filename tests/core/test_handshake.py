"""The everyday handshake: what is taken the library would take too, and anything else is left to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.http11 import Request
from websockets.server import ServerProtocol

from server.core.handshake import accepted, everyday

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
USUAL = {
    b"Host": b"chat.example",
    b"Upgrade": b"websocket",
    b"Connection": b"keep-alive, Upgrade",
    b"Sec-WebSocket-Key": KEY,
    b"Sec-WebSocket-Version": b"13",
    b"Sec-WebSocket-Protocol": b"parley.v1.json, other",
}
MOST = 4096


def said(line: bytes = b"GET /v1/ws?a=b HTTP/1.1", *more: bytes, **other: bytes | None) -> bytes:
    """Return a head; `other` replaces headers by their name with underscores, None leaves one out."""
    changed = {name.replace("_", "-").lower().encode(): value for name, value in other.items()}
    headers = {name: changed.pop(name.lower(), value) for name, value in USUAL.items()} | changed
    lines = [b"%b: %b" % (name, value) for name, value in headers.items() if value is not None]
    return b"\r\n".join([line, *lines, *more, b"", b""])


def test_a_plain_handshake_is_read_and_what_is_behind_it_is_not():
    head, taken = everyday(said() + b"\x81\x80", MOST)
    assert taken == len(said())
    assert (head.path, head.query, head.key) == (b"/v1/ws", b"a=b", KEY)
    assert head.subprotocols == ["parley.v1.json", "other"]
    assert (b"host", b"chat.example") in head.headers


def test_the_answer_is_the_one_of_the_rfc():
    answer = accepted(KEY, [(b"sec-websocket-protocol", b"parley.v1.json")])
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer
    assert answer.endswith(b"sec-websocket-protocol: parley.v1.json\r\n\r\n")


@pytest.mark.parametrize(
    "head",
    [
        said(b"POST /v1/ws HTTP/1.1"), said(b"GET /v1/ws HTTP/1.0"), said(b"GET v1/ws HTTP/1.1"),
        said(b"GET /v1/%77s HTTP/1.1"), said(b"GET /v1/ws  HTTP/1.1"), said()[:-2], said()[:-1], b"",
        said(host=None), said(upgrade=b"h2c"), said(upgrade=None), said(connection=b"keep-alive"),
        said(sec_websocket_version=b"8"), said(sec_websocket_version=None), said(sec_websocket_key=None),
        said(sec_websocket_key=b"short"), said(sec_websocket_key=KEY + b"=="), said(content_length=b"4"),
        said(transfer_encoding=b"chunked"), said(expect=b"100-continue"),
        said(b"GET /v1/ws HTTP/1.1", b"Host: other.example"), said(b"GET /v1/ws HTTP/1.1", b" folded: line"),
        said(b"GET /v1/ws HTTP/1.1", b"Bad Name: x"), said(b"GET /v1/ws HTTP/1.1", b"Odd: \xff"),
        said(b"GET /v1/ws HTTP/1.1", b"Odd: a\x00b"), said(b"GET /v1/ws HTTP/1.1", b"Bare: a\nb"),
        said().replace(b"\r\n", b"\n"), b"\r\n" + said(),
    ],
)  # fmt: skip
def test_what_is_not_whole_not_plain_or_not_right_is_left_alone(head):
    assert everyday(head, MOST) is None


def test_a_head_that_is_too_long_is_left_alone():
    assert everyday(said(cookie=b"c" * MOST), MOST) is None
    assert everyday(said(cookie=b"c" * 100), MOST) is not None


NAMES = st.sampled_from([*USUAL, b"Cookie", b"Origin", b"X-Y", b"Content-Length", b"Expect"])
VALUES = st.one_of(st.sampled_from([*USUAL.values(), b"upgrade", b"14", b""]), st.binary(max_size=8))


LINES = st.sampled_from([b"GET /x HTTP/1.1", b"GET / HTTP/1.0", b"PUT /x HTTP/1.1"])


@given(st.lists(st.tuples(NAMES, VALUES), max_size=3), LINES)
def test_whatever_is_taken_the_library_takes_with_the_same_proof(changes, line):
    headers = dict(USUAL) | dict(changes)
    head = b"\r\n".join([line, *(b"%b: %b" % pair for pair in headers.items()), b"", b""])
    found = everyday(head, MOST)
    if found is None:
        return
    library = ServerProtocol()
    library.receive_data(head)
    (request,) = library.events_received()
    assert isinstance(request, Request)
    response = library.accept(request)
    assert response.status_code == 101
    assert response.headers["Sec-WebSocket-Accept"].encode() in accepted(found[0].key, [])
    assert [(name.lower().encode(), value.encode()) for name, value in request.headers.raw_items()] == found[0].headers
