"""Acks of the batch that is being told: each goes out in one write with the entry that it is about."""

from server.core.encoded import Encoded
from server.live.connection import Connection


class Acks:
    """The journal answers before it tells; what no entry took along goes out by itself."""

    def __init__(self) -> None:
        self._waiting: list[Connection] = []

    def put(self, connection: Connection, ack: Encoded) -> None:
        """A batch has this answer for a session; its entries follow in the same turn of the loop."""
        connection.ahead += (ack,)
        self._waiting.append(connection)

    def settle(self) -> None:
        """All entries of the batch are told."""
        waiting, self._waiting = self._waiting, []
        for connection in waiting:
            connection.settle()
