"""Readers who do not read, and readers at a kilobyte a second, beside those who do."""

import socket
from typing import Final

from tests.bench.crowd import Client, Crowd, now_us

GONE: Final = frozenset({7, 8})
"""TCP states: reset by the server, or closed by it."""
PIECE: Final = 1024
SECOND_US: Final = 1_000_000


class Slow:
    """Clients outside the crowd's reading: some never read, some a little each second."""

    def __init__(self, crowd: Crowd, stalled: list[Client], slow: list[Client]) -> None:
        self._crowd = crowd
        self._stalled = stalled
        self._slow = slow

    def start(self) -> None:
        """Stop to read from them."""
        for client in (*self._stalled, *self._slow):
            self._crowd.ignore(client)
        self._sip()

    def _sip(self) -> None:
        for client in self._slow:
            try:
                client.sock.recv(PIECE)
            except OSError:
                continue
        self._crowd.at(now_us() + SECOND_US, self._sip)

    def told(self) -> dict[str, int]:
        """Return how many of each kind the server has let go."""
        return {
            "stalled": len(self._stalled),
            "stalled_gone": sum(map(_is_gone, self._stalled)),
            "slow": len(self._slow),
            "slow_gone": sum(map(_is_gone, self._slow)),
        }


def _is_gone(client: Client) -> bool:
    return client.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] in GONE
