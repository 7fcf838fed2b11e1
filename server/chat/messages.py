"""What is written over HTTP: messages, order events, help; the same door as the sockets'."""

from dataclasses import dataclass
from typing import Any

from server.chat import compose
from server.chat.writing import Writing
from server.core import changes, commands, times, values
from server.core.changes import Actor
from server.core.outcomes import Done
from server.live.node import Parts


@dataclass(frozen=True, slots=True)
class Event:
    """The order moved on: `picked_up`, `eta`, `delivered`, `dispute` or another word of the host's."""

    room: str
    type: str
    text: str | None = None
    params: dict[str, Any] | None = None


class Messages:
    """Use cases that add to a room's log."""

    def __init__(self, parts: Parts, writing: Writing, lock_grace_ms: int) -> None:
        self._parts = parts
        self._writing = writing
        self._lock_grace_ms = lock_grace_ms

    async def post(self, actor: Actor, said: commands.Send) -> tuple[dict[str, Any], bool]:
        """Write a message; returns the ack, and whether the cid was known already."""
        done = await self._writing.write(said, actor)
        return _ack(done, said.cid), done.repeat

    async def answer(self, actor: Actor, said: commands.Answer) -> tuple[dict[str, Any], bool]:
        """Accept or decline a request; returns the ack, and whether the cid was known already."""
        done = await self._writing.write(said, actor)
        return _ack(done, said.cid), done.repeat

    async def help(self, actor: Actor, said: commands.Help) -> dict[str, Any]:
        """Raise, withdraw or dismiss a call for staff."""
        return _ack(await self._writing.write(said, actor), said.cid)

    async def activity(self, actor: Actor, event: Event, cid: str) -> dict[str, Any]:
        """Write an order event; a delivery sets the lock time, a dispute opens the room again."""
        locks_at = self._parts.wall() + self._lock_grace_ms if event.type == "delivered" else None
        await self._writing.within.check(actor, event.room)
        text = None if event.text is None else values.clean_text(event.text, "text")
        done = await self._parts.journal.append(
            changes.Activity(
                room=event.room,
                actor=actor,
                cid=cid,
                digest=compose.digest("activity", event.type, text, event.params),
                type=event.type,
                text=text,
                params=event.params,
                locks_at=locks_at,
                reopen=event.type == "dispute",
            )
        )
        return _ack(done, cid)


def _ack(done: Done, cid: str) -> dict[str, Any]:
    return {"room": done.room, "cid": cid, "seq": done.seq, "at": times.text(done.at)}
