"""The moving parts of one server: started, stopped, and what is told of them."""

import asyncio
from dataclasses import dataclass

from server import telling
from server.chat.handle import Handle
from server.chat.sweep import Sweep
from server.desk.dispatch import Dispatch
from server.live.beat import Beat
from server.live.drain import Drain
from server.live.hub import Hub
from server.live.node import Parts
from server.uploads.collect import Collect
from server.web.health import Readiness
from server.web.house import House
from server.web.websocket import WebSocketDriver


@dataclass(frozen=True, slots=True)
class Machine:
    """The moving parts, in the order in which they start; they stop the other way round."""

    parts: Parts
    hub: Hub
    handle: Handle
    beat: Beat
    sweep: Sweep
    collect: Collect
    outside: telling.Outside
    dispatch: Dispatch
    drain: Drain
    socket: WebSocketDriver
    house: House

    async def start(self) -> None:
        """Begin to serve."""
        await self.hub.start()
        await self.house.choices.start()
        self.beat.start()
        self.sweep.start()
        self.collect.start()
        self.outside.start()
        self.dispatch.start()

    async def stop(self) -> None:
        """Finish what is under way, write down what moved, let go."""
        await self.dispatch.close()
        await self.outside.close()
        await self.collect.close()
        await self.sweep.close()
        await self.handle.close()
        await self.beat.close()
        await self.house.choices.close()
        await self.hub.close()
        await self.parts.bus.close()
        await self.parts.journal.close()
        self.parts.database.close()


class Watch:
    """What balancers and monitors are told of the machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def readiness(self) -> Readiness:
        """Down only while draining or when the store cannot commit; a bus in trouble is degraded."""
        parts = self._machine.parts
        if self._machine.drain.begun:
            return Readiness("draining")
        if parts.journal.trouble is not None:
            return Readiness("down", (parts.journal.trouble,))
        if parts.bus.trouble is not None:
            return Readiness("degraded", (parts.bus.trouble,))
        return Readiness("ok")

    def counters(self) -> dict[str, float]:
        """Return what the node has counted."""
        hub, bus = self._machine.hub, self._machine.parts.bus.counters
        return {
            "connections": len(hub.connections),
            "admitted": self._machine.socket.admitted,
            "views_open": sum(len(connection.views) for connection in hub.connections.values()),
            "tasks": len(asyncio.all_tasks()),
            "sessions": sum(len(mine) for mine in hub.sessions.values()),
            "rooms_live": len(hub.rooms),
            "mailbox_bytes": sum(connection.mailbox.size for connection in hub.connections.values()),
            "entries_total": hub.entries,
            "repairs_total": hub.repair.gaps,
            "bus_gaps_total": bus.gaps,
            "bus_published_total": bus.published,
            "bus_received_total": bus.received,
            "bus_dropped_total": bus.dropped,
            **self._machine.outside.sending.counters,
        }
