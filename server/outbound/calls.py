"""One call to somebody else's server: resolved once, checked, connected to what was checked, bounded."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpcore

from server.outbound.addresses import refused

LONGEST_ANSWER: Final = 64 * 1024
DEADLINE_S: Final = 15.0

Resolve = Callable[[str, int], Awaitable[list[str]]]


class CallError(Exception):
    """No answer; `reason` is one of bad_url, private_address, unknown_name, timeout, too_large, failed."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """What the other side said; `body` is at most LONGEST_ANSWER bytes. A redirect is an answer like any other."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Tell whether the other side took it."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the class of status that means so


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a name, best first. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to an address that was checked, never to a name: names may lead elsewhere a moment later."""

    def __init__(
        self, resolve: Resolve, allowed: frozenset[tuple[str, int]], below: httpcore.AsyncNetworkBackend
    ) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._below = below

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._addresses(host, port)
        problem: Exception = CallError("unknown_name", host)
        for address in addresses:
            try:
                return await self._below.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                problem = failed
        raise problem

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as unknown:
            raise CallError("unknown_name", host) from unknown
        inside = refused(addresses)
        if inside is not None and (host.lower(), port) not in self._allowed:
            raise CallError("private_address", host)
        return addresses

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the library's signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        raise CallError("bad_url", path)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Outbound:
    """Calls others; safe to share. `allowed` are the host:port that may be inside, and may speak plain HTTP."""

    def __init__(
        self,
        allowed: frozenset[tuple[str, int]] = frozenset(),
        *,
        resolve: Resolve = resolve,
        deadline_s: float = DEADLINE_S,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        """`network` connects to addresses that were checked; the system's sockets when not given."""
        self._allowed = allowed
        self._network = _CheckedNetwork(resolve, allowed, network or httpcore.AnyIOBackend())
        self._deadline_s = deadline_s
        self._tls: ssl.SSLContext | None = None

    def check(self, url: str) -> httpcore.URL:
        """Return the parsed address of a call that may be tried. Raises CallError: bad_url."""
        try:
            parsed = httpcore.URL(url)
            host = parsed.host.decode("ascii").strip("[]").lower()
        except (ValueError, UnicodeError, httpcore.UnsupportedProtocol) as bad:
            raise CallError("bad_url", "not an address") from bad
        port = parsed.port or {b"https": 443, b"http": 80}.get(parsed.scheme, 0)
        if not host or b"@" in url.encode().partition(b"//")[2].partition(b"/")[0]:
            raise CallError("bad_url", "a host, and no name or password before it")
        if parsed.scheme != b"https" and (parsed.scheme != b"http" or (host, port) not in self._allowed):
            raise CallError("bad_url", "https only")
        return parsed

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> CallAnswer:
        """Send one POST and return what was answered. Raises CallError."""
        parsed = self.check(url)
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._post(parsed, body, headers)
        except TimeoutError as late:
            raise CallError("timeout", f"no whole answer within {self._deadline_s:g} s") from late
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as failed:
            raise CallError("failed", type(failed).__name__) from failed

    async def _post(self, url: httpcore.URL, body: bytes, headers: Mapping[str, str]) -> CallAnswer:
        if self._tls is None:
            self._tls = ssl.create_default_context()  # reads every root of trust: not before it is needed
        given = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=self._tls, network_backend=self._network, max_keepalive_connections=0
            ) as pool,
            pool.stream("POST", url, headers=given, content=body) as answer,
        ):
            said = bytearray()
            async for piece in answer.aiter_stream():
                said += piece
                if len(said) > LONGEST_ANSWER:
                    raise CallError("too_large", f"an answer above {LONGEST_ANSWER} bytes")
            found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            return CallAnswer(answer.status, found, bytes(said))
