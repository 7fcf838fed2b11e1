"""A device that knows several nodes: it leaves a node that drains when it is told to, and goes to the next."""

import asyncio
from dataclasses import dataclass, field

from tests.rig.client import Device
from tests.rig.wire import Message


@dataclass
class Roamer(Device):
    """`urls` are the nodes, taken in turn; one that does not follow waits until it is closed."""

    urls: list[str] = field(default_factory=list)
    follows: bool = True
    drained: int = 0
    left: int = 0
    visits: int = -1

    def where(self) -> str:
        """The next node."""
        self.visits += 1
        return self.urls[self.visits % len(self.urls)]

    def take(self, message: Message) -> None:
        """Follow `draining`."""
        super().take(message)
        if message["t"] == "draining":
            self.drained += 1
            if self.follows:
                pause = message["reconnect_in_ms"] / 1000
                asyncio.get_running_loop().call_later(pause, self._leave, self.conn)

    def _leave(self, conn: int) -> None:
        if self.socket is not None and conn == self.conn:
            self.left += 1
            self.socket.connection.transport.abort()
