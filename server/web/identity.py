"""Who is asking: the host by its key, a user by a token; who may be named, and with which role."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from server.chat.greet import Claims
from server.core import ids
from server.core.changes import Actor
from server.core.invites import Scope
from server.core.refusals import Refusal
from server.core.room import ROLES
from server.core.users import User
from server.web.signing import Purpose, Signer

MAX_NAME: Final = 128
LINK_S: Final = 300
"""Seconds that a link to a file is good for."""
HOST_LINK: Final = "host"
INVITED: Final = "invited"
"""Who vouches for a device that was invited: nobody anew; what is stored of its user stays."""
_ENTRY: Final[tuple[Purpose, ...]] = ("user", "visitor", "invite")
"""The purposes whose tokens open a socket or the HTTP API."""


class Directory(Protocol):
    """Who is stored."""

    async def ensure(self, user: User, /) -> User:
        """Return what is stored of this user, storing it first when unknown."""

    async def admits(self, visitor: str, /) -> bool:
        """Tell whether this visitor may still come in."""

    async def holds(self, scope: Scope, /) -> bool:
        """Tell whether a device that was invited may still come in."""

    async def user(self, user: str, /) -> User | None:
        """Return a user as stored, or None."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token and when it expires."""

    token: str
    exp_ms: int


class Identity:
    """Reads keys and tokens, and issues tokens."""

    def __init__(
        self, secret: str, api_key: str, directory: Directory, clock_ms: Callable[[], int], *, host_agents: bool
    ) -> None:
        self._signer = Signer(secret)
        self._api_key = api_key.encode()
        self._directory = directory
        self._clock = clock_ms
        self._host_agents = host_agents

    def verify(self, token: str, purposes: tuple[Purpose, ...] = _ENTRY) -> Claims:
        """Return what the token of a user, a visitor or a guest says, or refuse: `unauthenticated`, `forbidden`."""
        purpose, claims = self._signer.read(token, purposes, self._clock())
        sub, role, name = _texts(claims)
        if purpose == "user":
            self.check_named(sub, role)
        elif purpose == "visitor" and not sub.startswith("v_"):
            raise Refusal("unauthenticated", "a visitor's token names no visitor")
        elif purpose == "invite" and ids.is_own(sub):
            raise Refusal("unauthenticated", "nobody of that id is invited")
        verified = {"user": "host", "visitor": "none"}.get(purpose, INVITED)
        scope = _scope(claims) if purpose == "invite" else None
        return Claims(sub, role, name, int(claims["exp"] * 1000), verified, scope)

    async def enter(self, claims: Claims) -> User:
        """Return the stored user behind a token, storing an unknown one first; a visit that is over opens nothing."""
        if claims.verified == "none" and not await self._directory.admits(claims.sub):
            raise Refusal("unauthenticated", "this visit is over")
        if claims.scope is not None:
            return self.admit(await self._invited(claims.sub, claims.scope), claims.scope)
        return self.admit(await self._directory.ensure(claims.user))

    async def _invited(self, user: str, scope: Scope) -> User:
        """Return who was invited, as stored: a link vouches for nobody, and makes nobody known."""
        known = await self._directory.user(user) if await self._directory.holds(scope) else None
        if known is None:
            raise Refusal("unauthenticated", "this invitation is over")
        return known

    def admit(self, user: User, scope: Scope | None = None) -> User:
        """Return a stored user who may come in, or refuse: `forbidden`."""
        if scope is not None and user.staff:
            raise Refusal("forbidden", "staff come in by their own door, not by an invitation")
        if user.staff and not self._host_agents and not ids.is_own(user.id):
            raise Refusal("forbidden", "the host's agents are not admitted here")
        return user

    async def actor_of(self, authorization: str | None) -> Actor:
        """Return who stands behind an `Authorization` header, or refuse."""
        scheme, _, credential = (authorization or "").partition(" ")
        credential = credential.strip()
        if scheme.lower() != "bearer" or not credential:
            raise Refusal("unauthenticated", "Authorization: Bearer with an API key or a user's token is needed")
        if self.is_key(credential):
            return Actor(None, host=True)
        claims = self.verify(credential)
        return claims.actor(await self.enter(claims))

    def link(self, actor: Actor, upload: str, credential: str) -> Issued:
        """Return a token for one file, for whoever asked in this session, as they may be then."""
        who = {"sub": actor.user} if actor.user is not None else {"sub": HOST_LINK, "host": True}
        until = self._expires(credential)
        ttl_s = LINK_S if until is None else max(0, min(LINK_S, until // 1000 - self._clock() // 1000))
        bound = self._bound(credential)
        return self._issued("file", {**who, **bound, "file": upload, "sid": _session(credential)}, ttl_s)

    async def actor_of_link(self, token: str, upload: str, authorization: str | None) -> Actor:
        """Return who asked for the link to this file; beside another session's credential it is worth nothing."""
        _, claims = self._signer.read(token, ("file",), self._clock())
        if claims.get("file") != upload:
            raise Refusal("unauthenticated", "this link is for another file")
        if authorization is not None and claims.get("sid") != _session(authorization):
            raise Refusal("unauthenticated", "this link is another session's")
        if claims.get("host") is True:
            return Actor(None, host=True)
        user = await self._directory.user(str(claims["sub"]))
        if user is None:
            raise Refusal("unauthenticated", "this link names nobody")
        scope = _scope(claims) if "dev" in claims else None
        known = Claims(user.id, user.role, user.name, 0, user.verified, scope)
        return known.actor(await self.enter(known))

    def scope_of(self, credential: str) -> Scope | None:
        """Return what the session behind an `Authorization` header is bound to; None for nothing."""
        bearer = credential.partition(" ")[2].strip()
        return None if self.is_key(bearer) else self.verify(bearer).scope

    def _bound(self, credential: str) -> dict[str, str]:
        """Return what a link must say of an invitation: it opens nothing once that is over."""
        scope = self.scope_of(credential)
        return {} if scope is None else _bounds(scope)

    def _expires(self, credential: str) -> int | None:
        """Return when the session's own token ends (milliseconds): a link lives no longer. A key does not end."""
        bearer = credential.partition(" ")[2].strip()
        return None if self.is_key(bearer) else self.verify(bearer).exp

    def is_key(self, credential: str) -> bool:
        """Compare with the API key in constant time; an unset key matches nothing."""
        return bool(self._api_key) and hmac.compare_digest(credential.encode(), self._api_key)

    def issue(self, user: str, role: str, name: str, ttl_s: int) -> Issued:
        """Return a token for a user of the host."""
        self.check_named(user, role)
        return self._issued("user", {"sub": user, "role": role, "name": name}, ttl_s)

    def visitor_token(self, user: User, ttl_s: int) -> Issued:
        """Return a token for an anonymous visitor."""
        return self._issued("visitor", {"sub": user.id, "role": user.role, "name": user.name}, ttl_s)

    def invite_token(self, user: User, scope: Scope, ttl_s: int) -> Issued:
        """Return a token for a device that was invited."""
        return self._issued("invite", {"sub": user.id, "role": user.role, "name": user.name, **_bounds(scope)}, ttl_s)

    def check_named(self, user: str, role: str | None) -> None:
        """Refuse a user or a role that the host may not name."""
        if not ids.is_id(user):
            raise Refusal("unauthenticated", "that is no user's id", field="user")
        if ids.is_own(user):
            raise Refusal("forbidden", "ids beginning v_, s_ and b_ are Parley's own", field="user")
        self.check_role(role)

    def check_role(self, role: str | None) -> None:
        """Refuse a role that the host may not give."""
        if role is None or (role in ROLES and (role != "agent" or self._host_agents)):
            return
        raise Refusal("forbidden", f"the host may not give the role {role[:32]}", field="role")

    def _issued(self, purpose: Purpose, claims: dict[str, Any], ttl_s: int) -> Issued:
        expires = self._clock() // 1000 + ttl_s
        kept = {name: value for name, value in claims.items() if value != ""}
        return Issued(self._signer.sign(purpose, {**kept, "exp": expires}), expires * 1000)


def _texts(claims: dict[str, Any]) -> tuple[str, str, str]:
    sub, role, name = claims["sub"], claims.get("role"), claims.get("name", "")
    if not isinstance(sub, str) or not ids.is_id(sub):
        raise Refusal("unauthenticated", "sub is no user's id")
    if not isinstance(role, str):
        raise Refusal("unauthenticated", "the token has no role")
    if not isinstance(name, str) or len(name) > MAX_NAME or "\x00" in name or not _encodable(name):
        raise Refusal("unauthenticated", f"name is a text of at most {MAX_NAME} characters")
    return sub, role, name


def _bounds(scope: Scope) -> dict[str, str]:
    """Return a scope as claims."""
    return {"inv": scope.invite, "dev": scope.device, "room": scope.room or ""}


def _scope(claims: dict[str, Any]) -> Scope:
    """Read a scope from claims: one that cannot be read must not be taken for none."""
    said = [claims.get("inv"), claims.get("dev"), claims.get("room")]
    invite, device, room = (one if isinstance(one, str) and ids.is_id(one) else None for one in said)
    if invite is None or device is None or (room is None and said[2] is not None):
        raise Refusal("unauthenticated", "the token names no invitation")
    return Scope(invite, device, room)


def _session(credential: str) -> str:
    """Return what tells one session's credential from another's, and nothing of it."""
    return hashlib.blake2b(credential.partition(" ")[2].strip().encode(), digest_size=16).hexdigest()


def _encodable(text: str) -> bool:
    """Tell whether the text is free of lone surrogates, which no reader could be sent."""
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)
