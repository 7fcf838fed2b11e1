"""A person or bot as Parley has stored them."""

from msgspec import Struct

from server.core.changes import Actor
from server.core.room import STAFF_ROLES


class User(Struct, frozen=True):
    """`role` counts outside rooms; `verified` is `host` when the host vouched for who they are, else `none`."""

    id: str
    role: str
    name: str
    verified: str = "host"
    banned: bool = False
    """Staff keep them out: nothing of theirs opens anything."""

    @property
    def staff(self) -> bool:
        """Tell whether this is a member of staff."""
        return self.role in STAFF_ROLES

    def actor(self, only: str | None = None) -> Actor:
        """Return this user as one who asks, in one room only or anywhere."""
        return Actor(self.id, self.name, self.role, staff=self.staff, only=only)
