"""A frame in, a use case out: decodes, keeps each session's commands in order, answers refusals."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

import structlog

from server.chat.greet import Greet
from server.chat.history import History, Span
from server.chat.signals import Signals
from server.chat.views import Views, Wish
from server.chat.writing import Writing
from server.core import codec, commands, replies
from server.core.changes import Actor
from server.core.encoded import Encoded
from server.core.outcomes import Done
from server.core.refusals import BROKEN, FAULT, Refusal
from server.live.connection import Connection
from server.live.hub import Hub

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class UseCases:
    """What commands lead to."""

    greet: Greet
    views: Views
    signals: Signals
    writing: Writing
    history: History


class Handle:
    """The door of the chat for sockets. A task exists only while a session's command waits for the store."""

    def __init__(self, hub: Hub, cases: UseCases) -> None:
        self._hub = hub
        self._cases = cases
        self._tasks: set[asyncio.Task[None]] = set()

    def opened(self, connection: Connection) -> None:
        """A socket was accepted."""
        self._hub.connections[connection.id] = connection

    def closed(self, connection: Connection) -> None:
        """A socket is gone."""
        connection.close(BROKEN)
        self._hub.exit(connection)
        self._cases.greet.forget(connection)

    async def close(self) -> None:
        """End what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._cases.greet.close()
        await self._cases.views.close()

    def frame(self, connection: Connection, frame: bytes, *, text: bool) -> None:
        """A client sent one frame."""
        now = self._hub.parts.clock()
        connection.session.heard(now)
        try:
            command = _read(frame, connection.codec, text=text)
        except Refusal as refusal:
            self._unreadable(connection, frame, refusal)
            return
        match command:
            case commands.Ping():
                connection.answer(replies.pong(command.ref))
            case commands.Pong():
                pass
            case _:
                self._queue(connection, command)

    def _unreadable(self, connection: Connection, frame: bytes, refusal: Refusal) -> None:
        ref = codec.ref_of(frame, connection.codec)
        connection.answer(replies.error(refusal, ref))
        if refusal.code == "bad_message":
            close = connection.session.unreadable(self._hub.parts.clock())
            if close is not None:
                connection.close(close)

    def _queue(self, connection: Connection, command: commands.Command) -> None:
        """Carry a command out now, or behind those of the same session that still wait."""
        if connection.lane:
            connection.lane.append(command)
            return
        waiting = self._begin(connection, command)
        if waiting is not None:
            connection.lane.append(command)
            task = asyncio.get_running_loop().create_task(self._work(connection, waiting))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self, connection: Connection, waiting: Awaitable[None] | None) -> None:
        """Finish the command at the head of the lane, then those behind it."""
        while True:
            if waiting is not None:
                await self._finish(connection, connection.lane[0], waiting)
            connection.lane.pop(0)
            connection.eased()
            if not connection.lane or connection.closing is not None:
                connection.lane.clear()
                return
            waiting = self._begin(connection, connection.lane[0])

    async def _finish(self, connection: Connection, command: commands.Command, waiting: Awaitable[None]) -> None:
        try:
            await waiting
        except Refusal as refusal:
            connection.answer(_refused(refusal, command))
        except Exception as error:  # noqa: BLE001 - whatever it was: told once, one socket closed
            self._fault(connection, command, error)

    def _begin(self, connection: Connection, command: commands.Command) -> Awaitable[None] | None:
        """Start a command; return what is left to wait for."""
        try:
            connection.session.admit(command, self._hub.parts.clock())
            return self._carry_out(connection, command)
        except Refusal as refusal:
            connection.answer(_refused(refusal, command))
        except Exception as error:  # noqa: BLE001 - see _finish
            self._fault(connection, command, error)
        return None

    def _fault(self, connection: Connection, command: commands.Command, error: Exception) -> None:
        log.error("command.failed", kind=type(command).__name__, error=type(error).__name__, exc_info=error)
        connection.answer(replies.error(Refusal("internal"), command.ref))
        connection.close(FAULT)

    def _carry_out(self, connection: Connection, command: commands.Command) -> Awaitable[None] | None:
        match command:
            case commands.Seen():
                return self._cases.signals.seen(connection, command)
            case (
                commands.Send()
                | commands.Edit()
                | commands.Redact()
                | commands.React()
                | commands.Answer()
                | commands.Help()
            ):
                return self._write(connection, command)
            case commands.Hello() | commands.Join() | commands.History():
                return self._ask(connection, command)
            case _:
                self._at_once(connection, command)
                return None

    def _ask(self, connection: Connection, command: commands.Command) -> Awaitable[None] | None:
        """Commands that wait for the store."""
        cases = self._cases
        match command:
            case commands.Hello():
                return cases.greet.hello(connection, command)
            case commands.Join():
                wish = Wish(command.room, command.since, command.observe, ref=command.ref)
                return self._join(connection, wish)
            case commands.History():
                return self._history(connection, command)
        return None

    def _at_once(self, connection: Connection, command: commands.Command) -> None:
        """Commands that are done when this returns."""
        cases = self._cases
        match command:
            case commands.Auth():
                cases.greet.auth(connection, command)
            case commands.Leave():
                cases.views.leave(connection, command.room, command.ref)
            case commands.Typing():
                cases.signals.typing(connection, command)
            case commands.Presence():
                cases.signals.presence(connection, command)
            case commands.Inbox():
                self._inbox(connection, command)

    def _inbox(self, connection: Connection, said: commands.Inbox) -> None:
        """Staff have all their rooms told, or no more."""
        if not _actor(connection).staff:
            raise Refusal("forbidden", "that is for staff")
        if said.on:
            self._hub.inbox.on(connection, said.ref)
        else:
            self._hub.inbox.off(connection)
            connection.answer(
                replies.inbox({"rows": [], "more": False} | ({} if said.ref is None else {"ref": said.ref}))
            )

    async def _join(self, connection: Connection, wish: Wish) -> None:
        await self._cases.views.open(connection, wish)

    async def _history(self, connection: Connection, said: commands.History) -> None:
        span = Span(said.after, said.before, said.limit)
        page = await self._cases.history.read(_actor(connection), said.room, span)
        connection.answer(replies.history(said.ref, said.room, page.entries, more=page.more))

    def _write(self, connection: Connection, said: commands.Write) -> Awaitable[None] | None:
        """Hand a write to the journal without waiting: its ack comes when it is on disk."""

        def done(outcome: Done | Refusal) -> None:
            if isinstance(outcome, Done):
                connection.session.stopped_typing(said.room)
                self._hub.acks.put(connection, Encoded(replies.ack(said.ref, said.cid, outcome)))
            else:
                connection.answer(_refused(outcome, said))

        if self._cases.writing.submit(said, _actor(connection), done):
            return None
        return self._late(connection, said)

    async def _late(self, connection: Connection, said: commands.Write) -> None:
        done = await self._cases.writing.write(said, _actor(connection))
        connection.session.stopped_typing(said.room)
        connection.answer(replies.ack(said.ref, said.cid, done))


def _read(frame: bytes, kind: codec.Codec, *, text: bool) -> commands.Command:
    if text != (kind == "json"):
        raise Refusal("bad_message", "text frames carry JSON, binary ones MessagePack")
    return codec.decode(frame, kind)


def _refused(refusal: Refusal, said: commands.Command) -> replies.Message:
    """A refused write names its room and cid: the outbox must know which one it was."""
    told = replies.error(refusal, said.ref)
    return {**told, "room": said.room, "cid": said.cid} if isinstance(said, commands.Write) else told


def _actor(connection: Connection) -> Actor:
    if connection.actor is None:
        raise Refusal("unauthenticated", "say hello first")
    return connection.actor
