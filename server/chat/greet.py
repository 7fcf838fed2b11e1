"""Hello and auth: who is asking, what they had, what they take up again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec import Struct

from server.chat.arrivals import WELCOME_ROOMS, Arrivals
from server.chat.signals import Signals
from server.chat.views import Views, Wish
from server.core import commands, replies, times
from server.core.changes import Actor
from server.core.encoded import Encoded
from server.core.limits import Limits
from server.core.refusals import FAULT, NO_TOKEN, NOT_ALLOWED, TOO_MANY, Refusal
from server.core.staff import Bound, Seat
from server.core.users import User
from server.live.connection import Connection
from server.live.hub import Hub
from server.live.summaries import wire
from server.storage.arrivals import Found


class Claims(Struct, frozen=True):
    """What a verified token says; `exp` in milliseconds of wall time."""

    sub: str
    role: str
    name: str
    exp: int
    verified: str = "host"
    scope: Bound | None = None
    """What a session is bound to that came by an invitation, or from the workspace."""

    @property
    def user(self) -> User:
        """The user as they are stored when unknown; who says to be staff, and is not known as such, is not."""
        role = "member" if isinstance(self.scope, Seat) else self.role
        return User(self.sub, role, self.name or self.sub, self.verified)

    def actor(self, user: User) -> Actor:
        """Return the stored user as one who asks with this token."""
        return user.actor(None if self.scope is None else self.scope.room)


class Verify(Protocol):
    """Checks a token's signature, purpose and time; raises Refusal."""

    def __call__(self, token: str) -> Claims: ...


class Admit(Protocol):
    """Returns a user who may come in, with or without an invitation; raises Refusal."""

    def __call__(self, user: User, scope: Bound | None) -> User: ...


TOO_MANY_MS = 10_000


@dataclass(frozen=True, slots=True)
class Door:
    """What greeting needs."""

    hub: Hub
    admit: Admit
    views: Views
    signals: Signals
    verify: Verify
    limits: Limits
    epoch: Callable[[], str]
    per_user: int | None = None
    """How many greeted sockets of one user this node holds; None for any number."""


class Greet:
    """Says `welcome` and `authed`."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._arrivals = Arrivals(door.hub.parts)
        self._claims: dict[str, Claims] = {}
        limits = door.limits
        self._limits = {
            "text": limits.text,
            "frame": limits.frame,
            "rooms": limits.rooms,
            "page": limits.page,
            "upload": limits.upload,
            "files": limits.files,
            "typing_every_ms": limits.typing_every_ms,
        }

    async def close(self) -> None:
        """End what is under way."""
        await self._arrivals.close()

    async def hello(self, connection: Connection, said: commands.Hello) -> None:
        """Greet: verify, store who is new, close the earlier socket, answer, take rooms up again."""
        door = self._door
        try:
            claims = door.verify(said.token)
            door.hub.expect(connection, claims.sub)
            door.hub.passes.bear(connection, claims.sub, claims.scope)
            door.hub.loading.want(room.room for room in said.resume)
            found = await self._arrivals.of(claims.user, claims.scope)
            user = self._known(claims, found)
            self._check_count(user, said.session)
        except Refusal as refusal:
            _turn_away(connection, refusal, said.ref)
            return
        if said.session:
            door.hub.fence(user.id, said.session)
        connection.actor = claims.actor(user)
        door.hub.enter(connection, found.rooms)
        self._admit(connection, claims)
        connection.answer(replies.welcome(said.ref, self._welcome(connection, user, claims, found)))
        fresh = said.epoch is not None and said.epoch != door.epoch()
        for room in said.resume:
            await self._resume(connection, room, fresh=fresh)

    def _known(self, claims: Claims, found: Found) -> User:
        """Return who comes, or refuse; a visit that ends later closes the socket, for the hub expects it by now."""
        if found.over:
            raise Refusal("unauthenticated", "this visit is over")
        return self._door.admit(found.user or claims.user, claims.scope)

    def auth(self, connection: Connection, said: commands.Auth) -> None:
        """Renew the token: same user, no wider role."""
        claims = self._door.verify(said.token)
        if claims.sub != connection.user:
            raise Refusal("forbidden", "a token of another user")
        if claims.scope != connection.scope:
            raise Refusal("forbidden", "a token of another invitation or session, or of none")
        if claims.role not in {self._claims[connection.id].role, "member"}:
            raise Refusal("forbidden", "a token of another role")
        self._admit(connection, claims)
        connection.answer(replies.authed(claims.exp, said.ref))

    def forget(self, connection: Connection) -> None:
        """The socket is gone."""
        self._claims.pop(connection.id, None)

    def _check_count(self, user: User, resumed: str | None) -> None:
        """The session that is about to be closed for this one does not count."""
        most, held = self._door.per_user, self._door.hub.sessions.get(user.id, {})
        if most is not None and len(held.keys() - {resumed}) >= most:
            raise Refusal("rate_limited", "too many sockets of this user", retry_after_ms=TOO_MANY_MS)

    def _admit(self, connection: Connection, claims: Claims) -> None:
        parts = self._door.hub.parts
        self._claims[connection.id] = claims
        connection.session.greeted = True
        connection.session.expires = parts.clock() + (claims.exp - parts.wall())

    def _welcome(self, connection: Connection, user: User, claims: Claims, found: Found) -> dict[str, Any]:
        rooms, (minutes, until) = found.summaries, found.busy
        busy = {"busy": replies.busyness(minutes, until)} if until > self._door.hub.parts.wall() else {}
        return {
            "session": connection.id,
            "user": {"id": user.id, "role": user.role, "name": user.name, "verified": user.verified},
            "epoch": self._door.epoch(),
            "exp": times.text(claims.exp),
            "server_time": times.text(self._door.hub.parts.wall()),
            "heartbeat_s": self._door.limits.heartbeat_ms / 1000,
            "limits": self._limits,
            "rooms": [wire(summary, self._door.hub.parts.wall()) for summary in rooms[:WELCOME_ROOMS]],
            "more": len(rooms) > WELCOME_ROOMS,
            "mutes": found.mutes,
            **busy,
        }

    async def _resume(self, connection: Connection, room: commands.Resume, *, fresh: bool) -> None:
        """Take one room up again: as `join`, then `seen`; what is refused is told and the rest goes on."""
        wish = Wish(room.room, since=room.seq, observe=room.observe, fresh=fresh)
        try:
            live = await self._door.views.open(connection, wish)
            if live is not None and not fresh and room.delivered:
                within = live.room.last_seq
                self._door.signals.state(connection, live, min(room.delivered, within), min(room.read, within))
        except Refusal as refusal:
            connection.tell(Encoded({**replies.error(refusal), "room": room.room}))


def _turn_away(connection: Connection, refusal: Refusal, ref: int | str | None) -> None:
    """Answer, and close: a wrong token asks for another, a forbidden one stops; a store that is away may come back."""
    connection.answer(replies.error(refusal, ref))
    if refusal.code == "rate_limited":
        connection.close(TOO_MANY)
    elif refusal.code == "unauthenticated":
        connection.close(NO_TOKEN)
    elif refusal.code == "forbidden":
        connection.close(NOT_ALLOWED)
    else:
        connection.close(FAULT)
