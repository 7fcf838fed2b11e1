"""What is signed where no server runs: a user's token, as the host would sign it, and the link of an admin."""

from collections.abc import Callable

from server.accounts import links
from server.core.keys import Key
from server.core.staff import Bound
from server.core.users import User
from server.settings import Settings
from server.web.identity import Identity


def issue_token(settings: Settings, person: User, ttl_s: int, wall_ms: Callable[[], int]) -> str:
    """Return a user's token, signed as the host would sign it. Raises Refusal."""
    identity = Identity(settings.secret, settings.api_key, Nobody(), wall_ms, host_agents=settings.host_agents)
    return identity.issue(person.id, person.role, person.name, ttl_s).token


def issue_admin_link(settings: Settings, email: str, base_url: str, wall_ms: Callable[[], int]) -> str:
    """Return a link by which somebody becomes an admin, once, within half an hour. Raises Refusal."""
    identity = Identity(settings.secret, settings.api_key, Nobody(), wall_ms, host_agents=settings.host_agents)
    return links.url(base_url.rstrip("/"), identity.operator_secret(email))


class Nobody:
    """The directory where only tokens are signed and nobody is looked up."""

    async def ensure(self, user: User, /) -> User:
        """Return the user as named."""
        return user

    async def admits(self, visitor: str, /) -> bool:  # noqa: ARG002 - nobody visits
        """Return False."""
        return False

    async def holds(self, scope: Bound, /) -> bool:  # noqa: ARG002 - nobody is invited
        """Return False."""
        return False

    async def user(self, user: str, /) -> User | None:  # noqa: ARG002 - nobody is known
        """Return None."""
        return None

    async def key(self, secret: str, /) -> Key | None:  # noqa: ARG002 - nobody made any
        """Return None."""
        return None
