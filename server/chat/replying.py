"""A member answers an announcement: staff alone hear it, in a room of the member's own."""

import hashlib
from collections.abc import Callable
from typing import Any, Final

from server.chat import access, compose
from server.chat.support import Support
from server.chat.writing import Writing
from server.core import changes, commands, times
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.live.hub import Hub
from server.storage import entries as stored

HOST: Final = Actor(None, host=True)
ABOUT: Final = "about"
"""The order event that says which announcement a room is about."""


class Replying:
    """Replies to announcements."""

    def __init__(self, hub: Hub, support: Support, writing: Writing) -> None:
        self._hub = hub
        self._support = support
        self._writing = writing

    async def reply(
        self, actor: Actor, said: commands.Send, to: int, admit: Callable[[], None]
    ) -> tuple[dict[str, Any], bool]:
        """Say something about the message `to` of an announcement room (`said.room`); returns the ack, and `repeat`."""
        subject = await self._answered(actor, said.room, to)
        cid = _about(said.room, to)
        told, _ = await self._support.open(actor, subject, f"open-{said.cid}"[:64], admit)
        own = str(told["id"])
        await self._hub.parts.journal.append(
            changes.Activity(
                room=own,
                actor=HOST,
                cid=cid,
                digest=compose.digest(ABOUT, said.room, to),
                type=ABOUT,
                params={"room": said.room, "seq": to, "subject": subject},
            )
        )
        done = await self._writing.write(commands.Send(room=own, cid=said.cid, body=said.body), actor)
        return {"room": own, "cid": said.cid, "seq": done.seq, "at": times.text(done.at)}, done.repeat

    async def _answered(self, actor: Actor, room: str, to: int) -> str:
        """Return what the announcement room is called, if that message is this member's to answer."""
        found = await access.reading(self._hub, actor, room)
        if found.live.kind != "announcement" or found.observer:
            raise Refusal("forbidden", "only members of an announcement room answer so")
        rows = await self._hub.parts.database.read(stored.between, room, to, to)
        shown = [found.window.cut(row) for row in rows]
        if not any(entry is not None and entry.kind == "message" for entry in shown):
            raise Refusal("not_found", "no such message, or not for you", field="to")
        return found.live.room.subject


def _about(room: str, seq: int) -> str:
    return f"about-{hashlib.blake2b(f'{room} {seq}'.encode(), digest_size=16).hexdigest()}"
