"""API keys for the host's servers: made by admins, shown once, asked of the store each time, revoked at once."""

import secrets
from collections.abc import Sequence
from typing import Any, Final

import structlog

from server.accounts.seats import Seated
from server.accounts.staff import Staff
from server.core import ids, keys
from server.core.keys import Key
from server.core.refusals import Refusal
from server.live.node import Parts
from server.storage import keys as stored
from server.storage.database import Store

_RANDOM: Final = 32
_TAIL: Final = 4
log: Final[Any] = structlog.get_logger()


class Keyring:
    """Of a key the hash alone is kept: whoever reads the store can do nothing with it."""

    def __init__(self, parts: Parts, staff: Staff) -> None:
        self._parts = parts
        self._staff = staff

    async def make(self, seated: Seated, name: str, scopes: Sequence[str]) -> dict[str, Any]:
        """Make a key; it is told here and never again."""
        secret = keys.PREFIX + secrets.token_urlsafe(_RANDOM)
        new = Key(
            id=ids.fresh("k_"), name=name, scopes=tuple(sorted(set(scopes))), secret=keys.digest(secret),
            tail=secret[-_TAIL:], made_at=self._parts.wall(), made_by=seated.member.user,
        )  # fmt: skip

        def keep(c: Store) -> None:
            self._staff.check(c, seated, "settings")
            if stored.count(c) >= keys.MOST:
                raise Refusal("too_large", f"there may be {keys.MOST} keys", field="name")
            stored.add(c, new)
            self._staff.note(c, seated, "key_made", new.id, {"name": name, "scopes": list(new.scopes)})

        await self._parts.journal.write(keep)
        log.info("key.made", key=new.id, by=seated.member.user)
        return {**keys.shown(new), "key": secret}

    async def revoke(self, seated: Seated, key: str) -> None:
        """Make a key worth nothing, on every node. Refuses with `not_found`."""

        def end(c: Store) -> None:
            self._staff.check(c, seated, "settings")
            if not stored.revoke(c, key, self._parts.wall()):
                raise Refusal("not_found", "no such key, or it opens nothing any more")
            self._staff.note(c, seated, "key_revoked", key)

        await self._parts.journal.write(end)
        log.info("key.revoked", key=key, by=seated.member.user)

    async def listing(self) -> dict[str, Any]:
        """List every key, those that were revoked too, and what a key may be good for."""
        found = await self._parts.database.read(stored.listed)
        return {"keys": [keys.shown(each) for each in found], "scopes": keys.SCOPES}
