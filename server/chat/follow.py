"""Reads the journal on from where it was left: one node at a time, each entry once, whatever crashes."""

import contextlib
from collections.abc import Callable
from typing import Final

from server.core.refusals import Refusal
from server.live.node import Parts
from server.storage import follow as stored
from server.storage import leases
from server.storage.database import Store
from server.storage.follow import Head, Place

AT_ONCE: Final = 500
LEASE_MS: Final = 8_000
"""How long the entries wait at most when the node that follows is gone."""

Write = Callable[[Store], None]
Read = Callable[[Store, list[Head]], Write]
"""Work out, on one snapshot, what follows from these entries; what it returns writes it down."""


class Follower:
    """What follows from an entry is written in one transaction with the place behind it: never skipped, never twice.

    That transaction also renews the lease and finds the place where it was read: whoever was frozen, and comes back
    when another node has gone on, writes nothing.
    """

    def __init__(self, parts: Parts, name: str, lease_ms: int = LEASE_MS) -> None:
        self._parts = parts
        self.name = name
        self._lease_ms = lease_ms
        self._until = 0

    async def leads(self) -> bool:
        """Tell whether this is the node that follows now; take the lease where nobody has it."""
        now = self._parts.wall()
        if self._until - now > self._lease_ms // 2:
            return True
        owner = await self._parts.database.read(leases.holder, self.name, now)
        if owner not in {None, self._parts.node}:
            self._until = 0
            return False
        return await self.write(lambda _: None)

    async def write(self, change: Write) -> bool:
        """Write something as the node that follows; False, and nothing is written, where another one does."""
        now = self._parts.wall()
        mine = await self._parts.journal.write(lambda c: self._leased(c, change, now))
        self._until = now + self._lease_ms if mine else 0
        return mine

    async def step(self, read: Read) -> int:
        """Deal with the next entries; return how many those were, 0 when there are none or it is not our turn."""
        here, heads, write = await self._parts.database.read(self._read_on, read)
        if here is None:
            await self.skip()
            return 0
        if not heads:
            return 0
        moved = await self._move(here, heads[-1].place, write)
        return len(heads) if moved else 0

    async def skip(self) -> bool:
        """Go on from the end: nobody wants to know what has happened so far."""
        here, end = await self._parts.database.read(self._ends)
        return here == end or await self._move(here, end, lambda _: None)

    async def let_go(self) -> None:
        """Leave it to another node at once; without a store the lease runs out by itself."""
        if self._until > self._parts.wall():
            self._until = 0
            with contextlib.suppress(Refusal):
                await self._parts.journal.write(lambda c: leases.let_go(c, self.name, self._parts.node))

    def _read_on(self, c: Store, read: Read) -> tuple[Place | None, list[Head], Write]:
        here = stored.known_place(c, self.name)
        heads = [] if here is None else stored.heads_after(c, here, AT_ONCE)
        return here, heads, read(c, heads)

    def _ends(self, c: Store) -> tuple[Place | None, Place]:
        return stored.known_place(c, self.name), stored.newest(c)

    async def _move(self, here: Place | None, there: Place, write: Write) -> bool:
        moved: list[bool] = []

        def change(c: Store) -> None:
            moved[:] = [stored.known_place(c, self.name) == here]
            if moved[0]:
                write(c)
                stored.save_place(c, self.name, there)

        return await self.write(change) and moved[0]

    def _leased(self, c: Store, change: Write, now: int) -> bool:
        mine = leases.take_lease(c, self.name, self._parts.node, now, self._lease_ms)
        if mine:
            change(c)
        return mine
