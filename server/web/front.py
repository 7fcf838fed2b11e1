"""The first byte of a connection: a plain WebSocket handshake goes straight to the direct driver, all else to HTTP."""

import asyncio
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.server import ServerState

from server.core import handshake
from server.web.direct import DirectProtocol
from server.web.edge import HEAD_MOST, HEAD_S, EdgeProtocol


class FrontProtocol(asyncio.Protocol):
    """Waits for the first piece, and gives the transport to whom it concerns."""

    __slots__ = ("_app_state", "_config", "_deadline", "_server", "_transport")

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: object = None
    ) -> None:
        """`_loop` is uvicorn's way to say what `connection_made` finds out."""
        self._config = config
        self._server = server_state
        self._app_state = app_state

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Expect a request soon."""
        self._transport = cast("asyncio.Transport", transport)
        self._deadline = asyncio.get_running_loop().call_later(HEAD_S, self._transport.close)
        self._leave_or_stay(stay=True)

    def data_received(self, data: bytes) -> None:
        """Look at what is wanted, and step aside."""
        self._deadline.cancel()
        self._leave_or_stay(stay=False)
        wanted = self._config.ws_protocol_class
        found = handshake.everyday(data, HEAD_MOST)
        if found is None or not (isinstance(wanted, type) and issubclass(wanted, DirectProtocol)):
            http = EdgeProtocol(self._config, self._server, self._app_state)
            http.connection_made(self._transport)
            self._transport.set_protocol(http)
            http.data_received(data)
            return
        head, taken = found
        ws = wanted(self._config, self._server, self._app_state)
        ws.connection_made(self._transport)
        self._transport.set_protocol(ws)
        ws.begin(head, data[taken:])

    def shutdown(self) -> None:
        """The server ends, and nothing was asked yet."""
        self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - it ends the same way
        """Expect nothing more."""
        self._deadline.cancel()
        self._leave_or_stay(stay=False)

    def _leave_or_stay(self, *, stay: bool) -> None:
        """The server ends those that it knows of."""
        connections = cast("set[Any]", self._server.connections)
        (connections.add if stay else connections.discard)(self)
