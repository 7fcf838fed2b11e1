"""Thousands of clients on one epoll: connects, speaks, reads, counts; as little work per delivery as Python allows."""

import heapq
import select
import socket
import time
from collections import Counter, deque
from collections.abc import Callable
from itertools import count
from typing import Final

from tests.bench import frames, marks
from tests.bench.dialects import Dialect, Who

BUFFER: Final = 1 << 18
AT_ONCE: Final = 32
"""Connections that may be under way at one time."""
USUAL: Final = frozenset({b'{"t":"ack"', b'{"t":"rece', b'{"t":"typi', b'{"t":"pres'})


def now_us() -> int:
    """Return the clock that marks and latencies are told in."""
    return time.monotonic_ns() // 1000


class Client:
    """One connection; `marks` in the order received, `times` as (when, how many)."""

    __slots__ = ("blocked", "index", "marks", "out", "ready", "rest", "room", "sock", "times", "upgraded", "who")

    def __init__(self, sock: socket.socket, who: Who, room: int, index: int) -> None:
        self.sock = sock
        self.who = who
        self.room = room
        self.index = index
        self.rest = b""
        self.out = b""
        self.upgraded = self.ready = self.blocked = False
        self.marks: list[bytes] = []
        self.times: list[tuple[int, int]] = []


class Crowd:
    """All clients of a run. `heard` is told of each piece of whole frames that came, when it is set."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.clients: dict[int, Client] = {}
        self.kinds: Counter[bytes] = Counter()
        self.delivered = 0
        self.lost: list[Client] = []
        self.left: Counter[bytes] | None = None
        """In a closed loop: how often each mark was received."""
        self.heard: Callable[[Client, bytes], None] | None = None
        self._usual = USUAL | {dialect.delivery}
        self._ready = 0
        self._poll = select.epoll()
        self._buffer = bytearray(BUFFER)
        self._view = memoryview(self._buffer)
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self._numbers = count()

    # -- time --------------------------------------------------------------------------------------

    def at(self, when: int, act: Callable[[], None]) -> None:
        """Do something at a time (microseconds)."""
        heapq.heappush(self._agenda, (when, next(self._numbers), act))

    def run(self, until: int, done: Callable[[], bool] | None = None) -> bool:
        """Read, and do what is due, until a time, or until `done`; tell whether it was."""
        while (now := now_us()) < until:
            while self._agenda and self._agenda[0][0] <= now:
                heapq.heappop(self._agenda)[2]()
            if done is not None and done():
                return True
            due = min(until, self._agenda[0][0]) if self._agenda else until
            self._turn(max(0, min(due - now_us(), 50_000)) / 1e6)
        return False

    def _turn(self, seconds: float) -> None:
        for handle, mask in self._poll.poll(seconds, 1024):
            client = self.clients.get(handle)
            if client is None:
                continue
            if mask & select.EPOLLOUT:
                self._flush(client)
            if mask & ~select.EPOLLOUT:
                self._read(client)

    # -- connections -------------------------------------------------------------------------------

    def connect(self, people: list[tuple[Who, int, int]], ports: list[int], seconds: float = 120) -> list[Client]:
        """Connect everybody — who, room's number, index — over the ports in turn; return when all have joined."""
        waiting, made = deque(people), []
        base, until = self._ready, now_us() + int(seconds * 1e6)
        while waiting or self._ready - base < len(made):
            while waiting and len(made) - (self._ready - base) < AT_ONCE:
                who, room, index = waiting.popleft()
                made.append(self._open(who, room, index, ports[index % len(ports)]))
            self._turn(0.05)
            if self.lost or now_us() > until:
                raise ConnectionError(f"{len(made) - (self._ready - base)} of {len(people)} did not get in")
        return made

    def _open(self, who: Who, room: int, index: int, port: int) -> Client:
        sock = socket.create_connection(("127.0.0.1", port), timeout=30)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(0)
        client = Client(sock, who, room, index)
        self.clients[sock.fileno()] = client
        self._poll.register(sock.fileno(), select.EPOLLIN)
        self._write(client, frames.upgrade(self.dialect.path, port, self.dialect.headers))
        return client

    def ignore(self, client: Client) -> None:
        """Read no more from this client; its socket stays open."""
        self._poll.unregister(client.sock.fileno())

    def close(self, client: Client) -> None:
        """Drop a connection."""
        del self.clients[client.sock.fileno()]
        client.sock.close()

    def _gone(self, client: Client) -> None:
        self.lost.append(client)
        self.close(client)

    # -- bytes -------------------------------------------------------------------------------------

    def say(self, client: Client, payload: bytes) -> None:
        """Send one text frame."""
        self._write(client, frames.masked(payload))

    def _write(self, client: Client, piece: bytes) -> None:
        client.out += piece
        if len(client.out) == len(piece):
            self._flush(client)

    def _flush(self, client: Client) -> None:
        handle, waited = client.sock.fileno(), client.blocked
        try:
            client.out = client.out[client.sock.send(client.out) :]
        except BlockingIOError:
            pass
        except ConnectionError:
            self._gone(client)
            return
        client.blocked = bool(client.out)
        if client.blocked != waited:
            self._poll.modify(handle, select.EPOLLIN | (select.EPOLLOUT if client.blocked else 0))

    def _receive(self, client: Client) -> int:
        """Fill the buffer; 0 when there is nothing, also because the socket is gone."""
        try:
            size = client.sock.recv_into(self._buffer)
        except BlockingIOError:
            return 0
        except ConnectionError:
            size = 0
        if not size:
            self._gone(client)
        return size

    def _read(self, client: Client) -> None:
        size = self._receive(client)
        if not size:
            return
        piece = client.rest + self._view[:size]
        if not client.upgraded:
            piece = self._upgraded(client, piece)
        end, odd = frames.walk(piece, self.kinds, self._usual)
        if end == len(piece):
            client.rest = b""
        else:
            client.rest, piece = piece[end:], piece[:end]
        if odd:
            piece = self._odd(client, piece)
        found = piece.split(marks.OPEN)
        if len(found) > 1:
            self._received(client, [part[: marks.SIZE] for part in found[1:]])
        if self.heard is not None:
            self.heard(client, piece)

    def _received(self, client: Client, found: list[bytes]) -> None:
        client.marks += found
        client.times.append((now_us(), len(found)))
        self.delivered += len(found)
        if self.left is not None:
            self.left.update(found)

    def _upgraded(self, client: Client, piece: bytes) -> bytes:
        """Wait for the answer to the upgrade, then say the greeting."""
        head, found, rest = piece.partition(b"\r\n\r\n")
        if not found:
            client.rest = piece
            return b""
        if not head.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(head[:200].decode(errors="replace"))
        client.upgraded, client.rest = True, b""
        for payload in self.dialect.greeting(client.who):
            self.say(client, payload)
        return rest

    def _odd(self, client: Client, piece: bytes) -> bytes:
        """Answer pings and greet; return the deliveries alone: a summary may quote a message."""
        kept = []
        for first, payload in frames.payloads(piece):
            if first >= frames.CONTROL:
                if first == frames.PING:
                    self._write(client, frames.masked(payload, frames.PONG))
            elif payload[: frames.KIND] in self.dialect.pings:
                self.say(client, self.dialect.pings[payload[: frames.KIND]])
            elif not client.ready:
                self._greet(client, payload)
            elif payload.startswith(self.dialect.delivery):
                kept.append(payload)
        return b"".join(kept)

    def _greet(self, client: Client, payload: bytes) -> None:
        answers, client.ready = self.dialect.heard(client.who, payload)
        for answer in answers:
            self.say(client, answer)
        self._ready += client.ready
