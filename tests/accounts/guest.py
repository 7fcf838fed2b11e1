"""An anonymous visitor in a test: their secret, their tokens, their devices and rooms."""

from dataclasses import dataclass, field
from typing import Any, Self

from server.accounts.merging import Proof
from server.core import ids
from server.core.refusals import Refusal
from server.core.users import User
from tests.chat.bench import Bench
from tests.chat.device import Device


def no_limit() -> None:
    """Admit any number of rooms."""


@dataclass
class Guest:
    """`secrets` are all that were answered, the newest last."""

    bench: Bench
    user: User
    secrets: list[str] = field(default_factory=list)

    @classmethod
    async def comes(cls, bench: Bench, name: str = "Guest") -> Self:
        user, kept = await bench.node.machine.house.visitors.create(name)
        return cls(bench, user, [kept.secret])

    @property
    def id(self) -> str:
        return self.user.id

    def house(self, at: int = 0) -> Any:
        return self.bench.nodes[at].machine.house

    def token(self) -> str:
        return self.house().identity.visitor_token(self.user, 900).token

    async def refresh(self, secret: str | None = None, *, at: int = 0) -> str:
        _, kept = await self.house(at).visitors.refresh(secret or self.secrets[-1])
        self.secrets.append(kept.secret)
        return kept.secret

    async def refused(self, secret: str) -> str:
        try:
            await self.house().visitors.refresh(secret)
        except Refusal as refusal:
            return refusal.code
        return "answered"

    async def room(self, *, at: int = 0) -> str:
        told, _ = await self.house(at).support.open(self.user.actor(), "", ids.fresh("c"), no_limit)
        return str(told["id"])

    async def device(self, *rooms: str, at: int = 0) -> Device:
        device = self.bench.device(self.id, at=at)
        assert (await device.ask("hello", token=self.token()))["t"] == "welcome"
        for room in rooms:
            assert (await device.ask("join", room=room))["t"] == "joined"
        return device

    async def becomes(self, user: str, *, at: int = 0, by: Proof | None = None) -> User:
        """Merge into a user of the host, who is stored first."""
        known = await self.house(at).directory.ensure(User(user, "customer", user.title()))
        proof = by or self.house(at).merging.proof(self.secrets[-1])
        await self.house(at).merging.merge(proof, known)
        return known
