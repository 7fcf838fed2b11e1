"""Is the process alive, may a balancer send people here, and what has it counted."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import orjson
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

NO_STORE: Final = {"Cache-Control": "no-store"}
Counters = Callable[[], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether to send people here. A degraded node serves on: a balancer must not eject all at once."""

    status: Literal["ok", "degraded", "draining", "down"]
    why: tuple[str, ...] = ()

    @property
    def http(self) -> int:
        """The HTTP status that a balancer reads."""
        return 200 if self.status in {"ok", "degraded"} else 503


METRICS: Final[dict[str, str]] = {
    "connections": "open sockets",
    "sessions": "greeted sockets",
    "admitted": "sockets that count against PARLEY_CONNECTIONS",
    "views_open": "rooms that sockets have open, summed over the sockets",
    "tasks": "asyncio tasks",
    "rooms_live": "rooms held in memory",
    "entries_total": "entries committed by this node",
    "mailbox_bytes": "bytes waiting for readers",
    "bus_gaps_total": "times that something may have been missed on the bus",
    "bus_published_total": "messages handed to the bus",
    "bus_received_total": "messages of other nodes taken from the bus",
    "bus_dropped_total": "messages that the bus in trouble could not take",
    "repairs_total": "gaps fetched from the store",
    "webhook_done_total": "events that the host took",
    "webhook_waiting_total": "attempts at an event that are to be made again",
    "webhook_failed_total": "events given up, or refused for good",
    "webhook_dropped_total": "events that were needless by the time they were due",
    "push_done_total": "pushes that a push service took",
    "push_waiting_total": "attempts at a push that are to be made again",
    "push_failed_total": "pushes given up, or refused for good",
    "push_dropped_total": "pushes that were needless by the time they were due",
}
"""Every metric: its name without `parley_`, and what it counts. A name in `_total` only grows."""


class Gathered:
    """Turns the node's counters into metrics when they are asked for."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters

    def collect(self) -> Iterable[Metric]:
        """Return one metric for each counter."""
        for name, value in sorted(self._counters().items()):
            meaning = METRICS.get(name, name.replace("_", " "))
            if name.endswith("_total"):
                yield CounterMetricFamily(f"parley_{name.removesuffix('_total')}", meaning, value=value)
            else:
                yield GaugeMetricFamily(f"parley_{name}", meaning, value=value)


def routes(readiness: Callable[[], Readiness], counters: Counters) -> list[Route]:
    """Return the routes for balancers and monitors; memory, CPU and descriptors as Prometheus names them."""
    registry = CollectorRegistry()
    registry.register(Gathered(counters))
    ProcessCollector(registry=registry)

    async def healthz(_request: Request) -> Response:
        return _json({"status": "ok"}, 200)

    async def readyz(_request: Request) -> Response:
        now = readiness()
        return _json({"status": now.status, "why": list(now.why)}, now.http)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(registry), 200, NO_STORE, CONTENT_TYPE_LATEST)

    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]


def _json(content: Mapping[str, object], status: int) -> Response:
    return Response(orjson.dumps(content), status, NO_STORE, "application/json")
