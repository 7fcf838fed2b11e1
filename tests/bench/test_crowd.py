"""The generator counts what a server says, however the bytes arrive, and answers what wants an answer."""

import json
import socket
import threading

import pytest

from server.core.frames import TEXT as TEXT_FRAME
from server.core.frames import framed
from tests.bench import frames, marks
from tests.bench.crowd import Crowd, now_us
from tests.bench.dialects import Who, find

SECOND = 1_000_000
JOINED = framed(b'{"t":"joined","room":"r"}', TEXT_FRAME)


def entries(*numbers: int, room: int = 0) -> bytes:
    """Several entries in one frame, as one turn of a loop makes them."""
    rows = [{"seq": n, "body": {"type": "text", "text": marks.text(room, n, 1, 0, 120)}} for n in numbers]
    return framed(
        json.dumps({"t": "entries", "room": "r", "entries": rows}, separators=(",", ":")).encode(), TEXT_FRAME
    )


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def connected(listening, pieces):
    """A crowd of one, and the server's end, which says these pieces after the greeting."""
    crowd = Crowd(find("parley", "s" * 32))

    def serve():
        link, _ = listening.accept()
        while not link.recv(4096).endswith(b"\r\n\r\n"):
            pass
        link.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        link.recv(4096)
        for piece in (JOINED, *pieces):
            link.sendall(piece)
        links.append(link)

    links: list[socket.socket] = []
    thread = threading.Thread(target=serve)
    thread.start()
    client = crowd.connect([(Who("u", "member", "r"), 0, 0)], [listening.getsockname()[1]], 10)[0]
    thread.join()
    return crowd, client, links[0]


def test_several_entries_in_one_frame_are_several_deliveries(server):
    crowd, client, link = connected(server, [entries(1), entries(2, 3, 4)])
    with link:
        assert crowd.run(now_us() + 10 * SECOND, lambda: crowd.delivered == 4)
    assert [int(mark[5:12]) for mark in client.marks] == [1, 2, 3, 4]
    assert crowd.kinds[b'{"t":"entr'] == 2
    client.sock.close()


def test_a_frame_that_comes_byte_by_byte_counts_once(server):
    frame = entries(1, 2)
    crowd, client, link = connected(server, [])
    with link:
        for byte in range(len(frame)):
            link.sendall(frame[byte : byte + 1])
            crowd.run(now_us() + SECOND // 1000)
        assert crowd.run(now_us() + 10 * SECOND, lambda: crowd.delivered == 2)
    assert client.rest == b""
    client.sock.close()


def test_a_summary_that_quotes_a_message_is_no_delivery(server):
    text = marks.text(0, 1, 1, 0, 120)
    summary = framed(json.dumps({"t": "room", "last": {"text": text}}, separators=(",", ":")).encode(), TEXT_FRAME)
    crowd, client, link = connected(server, [summary + entries(1) + summary])
    with link:
        assert crowd.run(now_us() + 10 * SECOND, lambda: crowd.kinds[b'{"t":"room'] == 2)
    assert crowd.delivered == 1
    client.sock.close()


def test_pings_of_both_kinds_are_answered(server):
    asked = framed(b'{"t":"ping"}', TEXT_FRAME) + framed(b"hi", frames.PING)
    crowd, client, link = connected(server, [asked])
    with link:
        assert crowd.run(now_us() + 10 * SECOND, lambda: crowd.kinds.total() == 3)
        answer = link.recv(4096)
    assert answer[0] == frames.TEXT
    assert frames.PONG in answer
    client.sock.close()
