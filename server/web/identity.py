"""Who is asking: the host by its key, a user by a token; who may be named, and with which role."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from server.chat.greet import Claims
from server.core import ids, keys, staff
from server.core.changes import Actor
from server.core.invites import OWN, Scope
from server.core.keys import Key
from server.core.refusals import Refusal
from server.core.room import ROLES
from server.core.staff import Bound, Link, Seat, clean_email
from server.core.users import User
from server.web.signing import Purpose, Signer

MAX_NAME: Final = 128
LINK_S: Final = 300
"""Seconds that a link to a file is good for."""
HOST_LINK: Final = "host"
INVITED: Final = "invited"
"""Who vouches for a device that was invited, or for staff: nobody anew; what is stored of the user stays."""
REMEMBERED_S: Final = 30 * 86_400
"""How long a link of the operator's that has run out is told to have run out, and not to be unknown."""
_ENTRY: Final[tuple[Purpose, ...]] = ("user", "visitor", "invite", "desk")
"""The purposes whose tokens open a socket or the HTTP API."""


class Directory(Protocol):
    """Who is stored."""

    async def ensure(self, user: User, /) -> User:
        """Return what is stored of this user, storing it first when unknown."""

    async def admits(self, visitor: str, /) -> bool:
        """Tell whether this visitor may still come in."""

    async def holds(self, scope: Bound, /) -> bool:
        """Tell whether a device that was invited, or a browser that staff signed in on, may still come in."""

    async def user(self, user: str, /) -> User | None:
        """Return a user as stored, or None."""

    async def key(self, secret: str, /) -> Key | None:
        """Return the API key of this secret, if an admin made it and it still counts."""


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
        """Return what a token that opens the door says, or refuse: `unauthenticated`, `forbidden`."""
        purpose, claims = self._signer.read(token, purposes, self._clock())
        sub, role, name = _texts(claims)
        if purpose == "user":
            self.check_named(sub, role)
        elif purpose == "visitor" and not sub.startswith("v_"):
            raise Refusal("unauthenticated", "a visitor's token names no visitor")
        elif purpose == "invite" and ids.is_own(sub) and not _is_onward(sub, claims):
            raise Refusal("unauthenticated", "nobody of that id is invited")
        elif purpose == "desk" and not sub.startswith(staff.PREFIX):
            raise Refusal("unauthenticated", "nobody of that id is on the staff")
        verified = {"user": "host", "visitor": "none"}.get(purpose, INVITED)
        bound = _bound(claims, purpose) if purpose in {"invite", "desk"} else None
        return Claims(sub, role, name, int(claims["exp"] * 1000), verified, bound)

    async def enter(self, claims: Claims) -> User:
        """Return the stored user behind a token, storing an unknown one first; a visit that is over opens nothing."""
        if claims.verified == "none" and not await self._directory.admits(claims.sub):
            raise Refusal("unauthenticated", "this visit is over")
        if claims.scope is not None:
            return self.admit(await self._bound_user(claims.sub, claims.scope), claims.scope)
        return self.admit(await self._directory.ensure(claims.user))

    async def _bound_user(self, user: str, scope: Bound) -> User:
        """Return who was invited, or signed in, as stored: neither vouches for anybody, nor makes anybody known."""
        known = await self._directory.user(user) if await self._directory.holds(scope) else None
        if known is None:
            raise Refusal("unauthenticated", "this invitation, or session, is over")
        return known

    def admit(self, user: User, scope: Bound | None = None) -> User:
        """Return a stored user who may come in, or refuse: `forbidden`."""
        if user.banned:
            raise Refusal("forbidden", "you are kept out here")
        if isinstance(scope, Seat):
            if not user.staff:
                raise Refusal("forbidden", "nobody of that id is on the staff")
            return user
        if scope is not None and user.staff:
            raise Refusal("forbidden", "staff come in by their own door, not by an invitation")
        if user.staff and not self._host_agents and not ids.is_own(user.id):
            raise Refusal("forbidden", "the host's agents are not admitted here")
        return user

    async def actor_of(self, authorization: str | None, scopes: frozenset[str] = frozenset()) -> Actor:
        """Return who stands behind an `Authorization` header, or refuse; an admin's key must have one of `scopes`."""
        scheme, _, credential = (authorization or "").partition(" ")
        credential = credential.strip()
        if scheme.lower() != "bearer" or not credential:
            raise Refusal("unauthenticated", "Authorization: Bearer with an API key or a user's token is needed")
        if self.is_key(credential):
            return Actor(None, host=True)
        if credential.startswith(keys.PREFIX):
            return await self._keyed(credential, scopes)
        claims = self.verify(credential)
        return claims.actor(await self.enter(claims))

    async def _keyed(self, credential: str, scopes: frozenset[str]) -> Actor:
        """Return the host, by a key of an admin's: the store is asked each time, so that a revoked one ends at once."""
        found = await self._directory.key(credential)
        if found is None:
            raise Refusal("unauthenticated", "no such key, or it was revoked")
        if not scopes.intersection(found.scopes):
            raise Refusal("forbidden", f"this key is good for {', '.join(found.scopes)} alone")
        return Actor(None, host=True)

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
        kind: Purpose | None = "desk" if "seat" in claims else "invite" if "dev" in claims else None
        scope = None if kind is None else _bound(claims, kind)
        known = Claims(user.id, user.role, user.name, 0, user.verified, scope)
        return known.actor(await self.enter(known))

    def scope_of(self, credential: str) -> Bound | None:
        """Return what the session behind an `Authorization` header is bound to; None for nothing."""
        bearer = credential.partition(" ")[2].strip()
        return None if self._is_host(bearer) else self.verify(bearer).scope

    def _bound(self, credential: str) -> dict[str, str]:
        """Return what a link must say of an invitation: it opens nothing once that is over."""
        scope = self.scope_of(credential)
        return {} if scope is None else _bounds(scope)

    def _expires(self, credential: str) -> int | None:
        """Return when the session's own token ends (milliseconds): a link lives no longer. A key does not end."""
        bearer = credential.partition(" ")[2].strip()
        return None if self._is_host(bearer) else self.verify(bearer).exp

    def is_key(self, credential: str) -> bool:
        """Compare with the API key in constant time; an unset key matches nothing."""
        return bool(self._api_key) and hmac.compare_digest(credential.encode(), self._api_key)

    def _is_host(self, credential: str) -> bool:
        """Tell whether this is a key, of whomever has asked already."""
        return self.is_key(credential) or credential.startswith(keys.PREFIX)

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

    def desk_token(self, user: User, session: str) -> Issued:
        """Return a token for a session of the workspace: what opens a socket there, for five minutes."""
        claims = {"sub": user.id, "role": user.role, "name": user.name, **_bounds(Seat(session))}
        return self._issued("desk", claims, staff.TOKEN_S)

    def operator_secret(self, email: str) -> str:
        """Return the secret of a link that makes an admin, once: signed, so that no store need be written to."""
        at, until = self._clock(), self._clock() + staff.OPERATOR_LINK_S * 1000
        claims = {"sub": ids.fresh("sl_"), "email": clean_email(email), "at": at, "until": until}
        return self._issued("operator", claims, staff.OPERATOR_LINK_S + REMEMBERED_S).token

    def operator_link(self, secret: str) -> Link | None:
        """Return the link of the operator's that has this secret; None for anything else."""
        try:
            _, claims = self._signer.read(secret, ("operator",), self._clock())
        except Refusal:
            return None
        link, email, at, until = (claims[name] for name in ("sub", "email", "at", "until"))
        return Link(
            id=link, kind="operator", email=email, role="admin", name="", made_at=at, expires_at=until,
            secret=hashlib.sha256(secret.encode()).hexdigest(),
        )  # fmt: skip

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


def _is_onward(sub: str, claims: dict[str, Any]) -> bool:
    """Tell whether a visitor goes on elsewhere by a link that they made: nobody else's lets a visitor in."""
    return sub.startswith("v_") and str(claims.get("inv")).startswith(OWN)


def _bounds(scope: Bound) -> dict[str, str]:
    """Return what a session is bound to as claims."""
    if isinstance(scope, Seat):
        return {"seat": scope.session}
    return {"inv": scope.invite, "dev": scope.device, "room": scope.room or ""}


def _bound(claims: dict[str, Any], purpose: Purpose) -> Bound:
    """Read from claims what a session is bound to: what cannot be read must not be taken for nothing."""
    if purpose == "desk":
        seat = claims.get("seat")
        if not isinstance(seat, str) or not ids.is_id(seat):
            raise Refusal("unauthenticated", "the token names no session")
        return Seat(seat)
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
