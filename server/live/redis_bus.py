"""The bus through Redis; the only file that knows redis and hiredis: URLs, the master's place, parsing."""

import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

import hiredis
from redis.asyncio.connection import SSLConnection, parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.live.bus import PARTITIONS, Counters, Deliver, Gap, Listener
from server.live.kept_link import Way
from server.live.pulse import TIMINGS, Timings
from server.live.redis_cluster import Cluster, Plan
from server.live.redis_link import Endpoint
from server.live.redis_shard import Shard, Tempo, Topics
from server.live.redis_survey import Survey
from server.live.resp import NOTHING, Parser, ProtocolFault, RedisFault, refusal
from server.live.slots import sharded_topics

_REDIS_PORT: Final = 6379
_SENTINEL_PORT: Final = 26379
_SENTINEL_PATIENCE: Final = 0.7  # seconds for each sentinel: one that is frozen must not cost the whole deadline


class RedisBus:
    """One Redis, or the master of one service, carries all partitions; or each master of a cluster carries some."""

    def __init__(
        self,
        url: str,
        node: str,
        prefix: str,
        clock: Callable[[], float],
        chance: Callable[[], float] = random.random,
        timings: Timings = TIMINGS,
    ) -> None:
        """ValueError if the URL is none of ours. `clock`: monotonic seconds; `chance`: uniform in [0, 1)."""
        self.counters = Counters()
        self._carrier: Shard | Cluster
        tempo = Tempo(clock, chance, timings)
        if _is_cluster(url):
            self._topics = sharded_topics(prefix)
            survey = Survey(seeds_of(url), parser, f"parley-map:{node}", timings.survey)
            self._carrier = Cluster(Plan(node, self._topics, Direct), survey, tempo, self.counters)
        else:
            self._topics = [f"{prefix}:{partition}".encode() for partition in range(PARTITIONS)]
            topics = Topics(self._topics, own=f"{prefix}:node:{node}".encode())
            self._carrier = Shard(node, topics, way_of(url), tempo, self.counters)

    @property
    def alone(self) -> bool:
        return False

    @property
    def trouble(self) -> str | None:
        return self._carrier.trouble

    async def start(self, deliver: Deliver, gap: Gap) -> None:
        await self._carrier.start(Listener(deliver, gap, self.counters))

    def publish(self, partition: int, item: bytes) -> None:
        self.counters.published += 1
        self._carrier.publish(self._topics[partition], item)

    async def close(self) -> None:
        await self._carrier.close()


def _is_cluster(url: str) -> bool:
    return urlsplit(url).scheme in {"redis+cluster", "rediss+cluster"}


def seeds_of(url: str) -> list[Endpoint]:
    """`redis+cluster://user:password@host:port,host:port`: some nodes of the cluster, which know the others."""
    parts = urlsplit(url)
    hosts = _hosts_of(parts)
    if not all(hosts) or not hosts or parts.path.strip("/"):
        raise ValueError("a cluster URL names some of its nodes and no database: redis+cluster://host:port,host:port")
    seed = endpoint_of(_first_of(parts.scheme.partition("+")[0], parts, "").geturl())
    if seed.database:
        raise ValueError("a cluster has no database but 0")
    named = [urlsplit(f"//{host}") for host in hosts]
    return [replace(seed, host=each.hostname or "localhost", port=each.port or _REDIS_PORT) for each in named]


def way_of(url: str) -> Way:
    """`redis://`, `rediss://`, `unix://`; `redis+sentinel://` or `rediss+sentinel://` with several hosts."""
    parts = urlsplit(url)
    scheme, plus, kind = parts.scheme.partition("+")
    if not plus:
        return Direct(endpoint_of(url))
    if kind != "sentinel" or scheme not in {"redis", "rediss"}:
        raise ValueError(f"not a Redis URL: {parts.scheme}://")
    return _sentinels_of(scheme, parts)


def endpoint_of(url: str) -> Endpoint:
    options: dict[str, Any] = {**parse_url(url)}
    kind = options.pop("connection_class", None)
    return Endpoint(
        host=options.get("host", "localhost"),
        port=options.get("port", 6379),
        path=options.get("path"),
        username=options.get("username"),
        password=options.get("password"),
        database=options.get("db", 0),
        tls=_tls(options) if kind is SSLConnection else None,
    )


def parser() -> Parser:
    return hiredis.Reader(protocolError=ProtocolFault, replyError=refusal, notEnoughData=NOTHING)


class _Hiredis:
    """How every way here parses what Redis says."""

    def parser(self) -> Parser:
        return parser()


@dataclass(frozen=True, slots=True)
class Direct(_Hiredis):
    endpoint: Endpoint

    async def find(self) -> Endpoint:
        return self.endpoint


class Sentinels(_Hiredis):
    """Asks the sentinels, the one that answered last first, where the master is now."""

    def __init__(self, sentinel: Sentinel, service: str, master: Endpoint) -> None:
        self._sentinel = sentinel
        self._service = service
        self._master = master

    async def find(self) -> Endpoint:
        try:
            host, port = await self._sentinel.discover_master(self._service)
        except RedisError as error:
            raise RedisFault(f"sentinels: {error}") from error
        finally:
            for client in self._sentinel.sentinels:
                await client.aclose()
        return replace(self._master, host=str(host), port=int(port))


def _tls(options: dict[str, Any]) -> ssl.SSLContext:
    """The certificate and name are checked unless `ssl_cert_reqs` or `ssl_check_hostname` say otherwise."""
    try:
        return SSLConnection(**_ssl_options(options)).ssl_context.get()
    except (TypeError, RedisError) as error:
        raise ValueError(f"Redis URL: {error}") from error


def _ssl_options(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name.startswith("ssl_")}


def _sentinels_of(scheme: str, parts: SplitResult) -> Sentinels:
    """`scheme+sentinel://user:password@host:port,host:port/service/database?sentinel_password=…`."""
    hosts = _hosts_of(parts)
    _, service, *database = parts.path.split("/")
    if not hosts or not service:
        raise ValueError(
            "a sentinel URL names its sentinels and the service: redis+sentinel://host:port,host:port/service"
        )
    addresses = [urlsplit(f"//{host}") for host in hosts]
    plain = _first_of(scheme, parts, "/".join(["", *database]))
    sentinel = Sentinel(  # type: ignore[no-untyped-call]
        [(address.hostname, address.port or _SENTINEL_PORT) for address in addresses],
        sentinel_kwargs=_sentinel_options(scheme, plain.geturl()),
    )
    return Sentinels(sentinel, unquote(service), replace(endpoint_of(plain.geturl()), must_be_master=True))


def _hosts_of(parts: SplitResult) -> list[str]:
    """The hosts of a URL that names several."""
    hosts = parts.netloc.rpartition("@")[2]
    return hosts.split(",") if hosts else []


def _first_of(scheme: str, parts: SplitResult, path: str) -> SplitResult:
    """The URL of one Redis: the first host of several, with all else that was said of them."""
    identity, at, _ = parts.netloc.rpartition("@")
    return SplitResult(scheme, f"{identity}{at}{_hosts_of(parts)[0]}", path, parts.query, "")


def _sentinel_options(scheme: str, url: str) -> dict[str, Any]:
    options: dict[str, Any] = {**parse_url(url)}
    return {
        "username": options.get("sentinel_username"),
        "password": options.get("sentinel_password"),
        "ssl": scheme == "rediss",
        **_ssl_options(options),
        "socket_timeout": _SENTINEL_PATIENCE,
        "socket_connect_timeout": _SENTINEL_PATIENCE,
        "retry": Retry(NoBackoff(), 0),
    }
