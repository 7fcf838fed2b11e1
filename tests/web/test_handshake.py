"""The everyday handshake: nothing is read from bytes that the libraries would refuse, or read in another way."""

import asyncio
from typing import Any

import httptools
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from websockets.http11 import Request
from websockets.server import ServerProtocol

from server.core.handshake import Head, everyday
from server.web.edge import HEAD_MOST, HEAD_S, EdgeProtocol
from tests.web.desk import HEAD, Desk, masked, turns
from tests.web.reliance import Kit

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="


class Seen:
    """What httptools finds in a head."""

    def __init__(self, head: bytes) -> None:
        self.url, self.headers, self.behind = b"", [], -1
        self.parser = httptools.HttpRequestParser(self)
        try:
            self.parser.feed_data(head)
        except httptools.HttpParserUpgrade as found:
            (self.behind,) = found.args

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value.strip(b" ")))


def by_websockets(head: bytes) -> Request:
    """Return the request as websockets reads it, once it would answer with 101."""
    library = ServerProtocol()
    library.receive_data(head)
    (request,) = library.events_received()
    assert isinstance(request, Request)
    assert library.accept(request).status_code == 101, library.handshake_exc
    return request


def agree(received: bytes) -> bool:
    """Check what is accepted against both libraries; tell whether anything was."""
    found = everyday(received, HEAD_MOST)
    if found is None:
        return False
    head, taken = found
    seen, request = Seen(received[:taken]), by_websockets(received[:taken])
    assert (seen.parser.get_method(), seen.parser.get_http_version()) == (b"GET", "1.1")
    assert seen.parser.should_upgrade()
    assert seen.behind == taken
    assert seen.url == request.path.encode() == head.path + (b"?" + head.query if b"?" in seen.url else b"")
    assert seen.headers == head.headers
    assert [(name.lower().encode(), value.encode()) for name, value in request.headers.raw_items()] == head.headers
    assert request.headers["Sec-WebSocket-Key"].encode() == head.key
    return True


# --- what a client may say ---

SPACES = st.sampled_from([b"", b" ", b"  "])
NEEDED = {
    b"Host": st.sampled_from([b"chat.example", b"[::1]:80", b""]),
    b"Upgrade": st.sampled_from([b"websocket", b"WebSocket"]),
    b"Connection": st.sampled_from([b"Upgrade", b"keep-alive, Upgrade", b"upgrade ,x", b"UPGRADE,close"]),
    b"Sec-WebSocket-Key": st.just(KEY),
    b"Sec-WebSocket-Version": st.just(b"13"),
}
VISIBLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.encode)
NAME = st.from_regex(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}", fullmatch=True)
MORE = st.one_of(
    st.tuples(NAME, VISIBLE),
    st.tuples(st.just(b"Origin"), st.just(b"https://shop.example")),
    st.tuples(st.just(b"Sec-WebSocket-Protocol"), st.sampled_from([b"parley.v1.json", b"a, b", b"a b", b",", b""])),
    st.tuples(st.sampled_from([*NEEDED, b"Content-Length", b"Transfer-Encoding", b"Expect"]), VISIBLE),
)


@st.composite
def heads(draw: Any, more: Any) -> bytes:
    lines = [*((name, draw(values)) for name, values in NEEDED.items()), *draw(more)]
    written = [
        draw(st.sampled_from([name, name.lower(), name.upper()])) + b":" + draw(SPACES) + value + draw(SPACES)
        for name, value in draw(st.permutations(lines))
    ]
    path = draw(st.from_regex(rb"/[!-~]{0,8}", fullmatch=True))
    return b"\r\n".join([b"GET %b HTTP/1.1" % path, *written, b"", b""])


@given(heads(st.lists(MORE, max_size=4)))
@example(HEAD)
@example(HEAD.replace(b"Connection: Upgrade", b"Connection: upgrade, (x)"))
@example(HEAD.replace(b"parley.v1.json", b"parley v1"))
@example(HEAD.replace(b"\r\n\r\n", b"\r\nOrigin: https://a.example\r\nOrigin: https://b.example\r\n\r\n"))
def test_whatever_is_accepted_the_libraries_read_in_the_same_way(head: bytes):
    agree(head)


BYTES = st.sampled_from([bytes([code]) for code in b"\0\t\n\r\x0b\x7f\x80\xa0\xff :,%?#/@;AGh1"] + [b"\r\n", b"\r\n "])


@given(heads(st.lists(MORE, max_size=4)), st.integers(0, 400), st.integers(0, 2), BYTES)
def test_a_byte_that_is_out_of_place_makes_no_other_reading(head: bytes, place: int, fewer: int, more: bytes):
    place %= len(head)
    agree(head[:place] + more + head[place + fewer :])


@given(heads(st.dictionaries(st.from_regex(rb"X-[a-z]{1,8}", fullmatch=True), VISIBLE).map(dict.items)), st.binary())
def test_an_everyday_head_is_accepted_whatever_comes_behind_it(head: bytes, behind: bytes):
    if b"%" not in head.partition(b" HTTP/")[0]:
        assert agree(head + behind)
        assert everyday(head + behind, HEAD_MOST) == everyday(head, HEAD_MOST)


# --- what a smuggler may try ---


def plus(line: bytes) -> bytes:
    return HEAD[:-2] + line + b"\r\n\r\n"


SMUGGLED = {
    "content-length": plus(b"Content-Length: 30"),
    "content-length nought": plus(b"content-length:0"),
    "chunked": plus(b"Transfer-Encoding: chunked"),
    "both": plus(b"Content-Length: 3\r\nTransfer-Encoding: chunked"),
    "expect": plus(b"Expect: 100-continue"),
    "two hosts": plus(b"Host: other.example"),
    "two upgrades": plus(b"Upgrade: h2c"),
    "two connections": plus(b"Connection: close"),
    "two keys": plus(b"Sec-WebSocket-Key: " + KEY),
    "two versions": plus(b"Sec-WebSocket-Version: 8"),
    "two origins": plus(b"Origin: https://a.example\r\nOrigin: https://b.example"),
    "two protocols in one upgrade": HEAD.replace(b"Upgrade: websocket", b"Upgrade: websocket, h2c"),
    "no host": HEAD.replace(b"Host: chat.example\r\n", b""),
    "bare LF": HEAD.replace(b"\r\n", b"\n"),
    "one bare LF": HEAD.replace(b"example\r\n", b"example\n"),
    "LF at the end": HEAD[:-2] + b"\n",
    "bare CR": HEAD.replace(b"example\r\n", b"example\rX: y\r\n"),
    "obs-fold": HEAD.replace(b"chat.example", b"chat.\r\n example"),
    "obs-fold by tab": HEAD.replace(b"chat.example", b"chat.\r\n\texample"),
    "space before the colon": HEAD.replace(b"Host:", b"Host :"),
    "space before the name": HEAD.replace(b"Host:", b" Host:"),
    "no name": plus(b": nothing"),
    "no colon": plus(b"nothing"),
    "NUL in a value": HEAD.replace(b"chat.", b"chat\0."),
    "NUL in a name": HEAD.replace(b"Host", b"Ho\0st"),
    "NUL in the path": HEAD.replace(b"/v1/ws", b"/v1/\0ws"),
    "beyond ASCII": HEAD.replace(b"chat.", b"ch\xe4t."),
    "absolute form": HEAD.replace(b"/v1/ws", b"http://chat.example/v1/ws"),
    "authority form": HEAD.replace(b"/v1/ws", b"chat.example:80"),
    "asterisk": HEAD.replace(b"/v1/ws", b"*"),
    "an escape": HEAD.replace(b"/v1/ws", b"/v1/%2e%2e/ws"),
    "two spaces": HEAD.replace(b"GET ", b"GET  "),
    "a line before": b"\r\n" + HEAD,
    "POST": HEAD.replace(b"GET", b"POST"),
    "HTTP/1.0": HEAD.replace(b"HTTP/1.1", b"HTTP/1.0"),
    "HTTP/0.9": HEAD.replace(b" HTTP/1.1", b""),
    "another request first": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + HEAD,
    "a short key": HEAD.replace(KEY, KEY[4:]),
    "a key of other letters": HEAD.replace(KEY, b"-" + KEY[1:]),
    "not whole": HEAD[:-1],
}


@pytest.mark.parametrize("attempt", SMUGGLED)
def test_what_is_not_plain_is_left_to_a_real_parser(attempt: str):
    assert everyday(HEAD, HEAD_MOST) is not None
    assert everyday(SMUGGLED[attempt], HEAD_MOST) is None


BEHIND = b"GET /smuggled HTTP/1.1\r\nHost: inside.example\r\n\r\n"
READ_AS_TWO = {"another request first"}
"""Two requests, one behind the other, on the connection of one client: that is what they are."""


@pytest.mark.parametrize("attempt", sorted(SMUGGLED.keys() - READ_AS_TWO))
async def test_nothing_behind_a_doubtful_head_is_a_request(attempt: str):
    paths = await asked(SMUGGLED[attempt] + BEHIND)
    assert "/smuggled" not in paths
    assert len(paths) <= 1


@pytest.mark.parametrize("attempt", ["content-length", "chunked", "both", "NUL in a value", "obs-fold", "two keys"])
async def test_a_head_that_two_servers_may_read_differently_opens_no_socket(attempt: str):
    desk = Desk(Kit())
    desk.comes()
    await desk.hears(SMUGGLED[attempt] + BEHIND)
    assert not desk.line.wrote.startswith(b"HTTP/1.1 101")
    assert desk.line.ended == "closed"


async def asked(received: bytes) -> list[str]:
    """Return the paths that the application was asked for."""
    desk, paths = Desk(Kit()), []

    async def notes(scope: Any, receive: Any, send: Any) -> None:
        paths.append(scope["path"])
        if scope["type"] == "websocket":
            await desk.hands_over(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    desk.app = notes
    desk.comes()
    await desk.hears(received)
    return paths


def test_a_head_may_be_so_long_and_no_longer():
    fits = plus(b"X: " + b"x" * (HEAD_MOST - len(HEAD) - len(b"X: \r\n")))
    assert len(fits) == HEAD_MOST
    assert everyday(fits, HEAD_MOST) is not None
    assert everyday(fits.replace(b"X: ", b"XX: "), HEAD_MOST) is None
    assert everyday(fits[:-1], HEAD_MOST) is None


# --- how it arrives ---


@pytest.mark.parametrize("cut", [1, 3, 40, len(HEAD) - 3, len(HEAD) - 1, None])
async def test_a_head_in_pieces_is_the_same_head(cut: int | None):
    pieces = [HEAD[:cut], HEAD[cut:]] if cut else [bytes([byte]) for byte in HEAD]
    scopes = []
    for arrival in ([HEAD], pieces):
        desk = Desk(Kit())
        desk.comes()
        await desk.hears(*arrival)
        assert desk.line.wrote.startswith(b"HTTP/1.1 101 ")
        await desk.hears(masked(0x81, b"hello"))
        assert desk.session.heard == [(b"hello", True)]
        scopes.append({**desk.scope, "extensions": None})
    assert scopes[0] == scopes[1]


async def test_frames_behind_the_head_are_heard_after_it_in_their_order():
    desk = Desk(Kit())
    desk.comes()
    last = masked(0x82, b"third")
    desk.line.protocol.data_received(HEAD + masked(0x81, b"first"))
    desk.line.protocol.data_received(masked(0x81, b"second") + last[:4])
    assert not desk.line.reads
    await turns()
    assert desk.line.reads
    await desk.hears(last[4:])
    assert desk.session.heard == [(b"first", True), (b"second", True), (b"third", False)]


async def test_who_says_nothing_is_closed():
    desk = Desk(Kit())
    deadline = desk.comes()._deadline
    assert deadline.when() <= asyncio.get_running_loop().time() + HEAD_S
    deadline._run()
    assert desk.line.ended == "closed"


async def test_who_says_half_a_head_is_closed_too():
    desk = Desk(Kit())
    first = desk.comes()
    await desk.hears(HEAD[:30])
    http = desk.line.protocol
    assert first._deadline.cancelled()
    assert isinstance(http, EdgeProtocol)
    assert desk.state.connections == {http}
    await desk.hears(HEAD[30:60])
    http.deadline._run()
    assert desk.line.ended == "closed"


async def test_an_everyday_head_leaves_no_deadline_behind():
    desk = Desk(Kit())
    first = desk.comes()
    await desk.hears(HEAD)
    assert first._deadline.cancelled()
    assert desk.state.connections == {desk.line.protocol}


def test_what_is_read_is_said_once_more():
    headers = [
        (b"host", b"chat.example"),
        (b"connection", b"Upgrade"),
        (b"upgrade", b"websocket"),
        (b"sec-websocket-version", b"13"),
        (b"sec-websocket-key", KEY),
        (b"sec-websocket-protocol", b"parley.v1.json"),
    ]
    assert everyday(HEAD, HEAD_MOST) == (Head(b"/v1/ws", b"", headers, KEY), len(HEAD))
