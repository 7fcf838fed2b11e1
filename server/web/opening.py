"""The opening handshake under uvicorn: what the application is asked, and how its answer is written."""

import asyncio
import logging
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import unquote

import structlog
from uvicorn.config import Config
from uvicorn.protocols.utils import get_remote_addr, is_ssl
from uvicorn.server import ServerState
from websockets.http11 import Request
from websockets.server import ServerProtocol

from server.core.handshake import Head, accepted
from server.core.refusals import Close

EXTENSION: Final = "parley.direct"

Message = MutableMapping[str, Any]
log = structlog.get_logger()


class Disconnected(OSError):
    """The client has gone; what the application still says is heard by nobody."""


class Owner(Protocol):
    """The socket that is being opened."""

    transport: asyncio.Transport

    @property
    def handed_over(self) -> bool:
        """Tell whether the application has given the socket away."""

    def write(self, payload: bytes, *, text: bool) -> None:
        """Send one message."""

    def close(self, why: Close) -> None:
        """Close an open socket."""


class Opening:
    """From the client's first byte until the application has taken the socket, or refused it."""

    def __init__(self, owner: Owner, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        self.early: list[bytes] = []
        """What came before the application took the socket."""
        self._owner = owner
        self._config = config
        self._server = server_state
        self._app_state = app_state
        self._head: Head | None = None
        self._library: ServerProtocol | None = None
        self._asked = self._gone = self._answered = False
        self._refusal: tuple[int, list[tuple[bytes, bytes]]] | None = None
        self._body = b""
        self._end: asyncio.Event | None = None

    # -- what the client says ------------------------------------------------------------------------

    def received(self, data: bytes) -> None:
        """A handshake that is not read yet, or the first frames behind it."""
        if self._head is not None:
            self.early.append(data)
            self._owner.transport.pause_reading()
            return
        if self._library is None:
            self._library = ServerProtocol(max_size=self._config.ws_max_size, logger=logging.getLogger("uvicorn.error"))
        self._library.receive_data(data)
        for event in self._library.events_received():
            if isinstance(event, Request):
                self._judge(event)
        if self._library.handshake_exc is not None:
            self._owner.transport.close()

    def _judge(self, request: Request) -> None:
        """Let the library say what is wrong with an unusual handshake, in its words; else go on with it."""
        library = self._library
        if library is None:
            return
        response = library.accept(request)
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            library.send_response(response)
            self._owner.transport.write(b"".join(library.data_to_send()))
            self._owner.transport.close()
            return
        path, _, query = request.path.partition("?")
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.raw_items()]
        key = request.headers["Sec-WebSocket-Key"].encode()
        self.begin(Head(path.encode(), query.encode(), headers, key))

    def begin(self, head: Head) -> None:
        """Ask the application."""
        self._head = head
        task = asyncio.get_running_loop().create_task(self._run(self._scope(head)))
        self._server.tasks.add(task)
        task.add_done_callback(self._server.tasks.discard)

    def gone(self) -> None:
        """The client went away."""
        self._gone = True
        if self._end is not None:
            self._end.set()

    def shutdown(self) -> None:
        """The server ends before there was an answer."""
        if not self._answered:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, [])

    # -- what the application says -------------------------------------------------------------------

    def _scope(self, head: Head) -> dict[str, Any]:
        transport, root = self._owner.transport, self._config.root_path
        path = head.path.decode("ascii")
        return {
            "type": "websocket",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "wss" if is_ssl(transport) else "ws",
            "server": None,
            "client": get_remote_addr(transport),
            "root_path": root,
            "path": root + (unquote(path) if "%" in path else path),
            "raw_path": root.encode("ascii") + head.path,
            "query_string": head.query,
            "headers": head.headers,
            "subprotocols": head.subprotocols,
            "state": self._app_state.copy(),
            "extensions": {"websocket.http.response": {}, EXTENSION: self._owner},
        }

    async def _run(self, scope: dict[str, Any]) -> None:
        """Run the application; after a hand-over its end is not the end of the socket."""
        try:
            await self._config.loaded_app(scope, self._receive, self._send)
        except Disconnected:
            return
        except Exception:
            log.exception("socket.failed")
        if not self._answered:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, [])
        elif not self._owner.handed_over and self._refusal is None:
            self._owner.close(Close(1000, ""))

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "websocket.connect"}
        self._end = asyncio.Event()
        if not self._gone:
            await self._end.wait()
        return {"type": "websocket.disconnect", "code": 1005 if self._answered else 1006}

    async def _send(self, message: Message) -> None:
        if self._gone:
            raise Disconnected
        if self._answered:
            self._say(message)
            return
        match message["type"]:
            case "websocket.accept":
                self._accept(message)
            case "websocket.close":
                self._refuse(HTTPStatus.FORBIDDEN, [])
            case "websocket.http.response.start":
                self._answered = True
                self._refusal = (message["status"], list(message.get("headers", ())))
            case kind:
                raise RuntimeError(f"{kind} is not expected before an answer")

    def _say(self, message: Message) -> None:
        """What an application says that answered and kept the socket."""
        match message["type"]:
            case "websocket.http.response.body" if self._refusal is not None:
                self._body += message.get("body", b"")
                if not message.get("more_body", False):
                    self._refuse(*self._refusal)
            case "websocket.close":
                self._owner.close(Close(message.get("code", 1000), message.get("reason") or ""))
            case "websocket.send":
                text = message.get("text")
                self._owner.write(text.encode() if text is not None else message["bytes"], text=text is not None)
            case kind:
                raise RuntimeError(f"{kind} is not expected after an answer")

    def _accept(self, message: Message) -> None:
        self._answered = True
        if self._head is None or self._owner.transport.is_closing():
            return
        headers = [*self._server.default_headers, *message.get("headers", ())]
        if message.get("subprotocol"):
            headers.append((b"sec-websocket-protocol", message["subprotocol"].encode("latin-1")))
        self._owner.transport.write(accepted(self._head.key, headers))

    def _refuse(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Answer with an HTTP status instead of a socket."""
        self._answered = True
        said = [*self._server.default_headers, *headers, (b"connection", b"close")]
        if all(name.lower() != b"content-length" for name, _ in headers):
            said.append((b"content-length", b"%d" % len(self._body)))
        lines = [b"HTTP/1.1 %d %b" % (status, HTTPStatus(status).phrase.encode()), *(b"%b: %b" % one for one in said)]
        self._owner.transport.write(b"\r\n".join([*lines, b"", self._body]))
        self._owner.transport.close()
