"""Somebody who was invited, in a test: the link, the devices that opened it, their sessions and sockets."""

from dataclasses import dataclass, field
from typing import Any

from server.accounts.invites import Wish
from server.accounts.redeeming import Opened, Opener
from server.core import ids
from server.core.refusals import Refusal
from tests.chat.bench import HOST, ORDER, Bench
from tests.chat.device import Device

HOUR = 3_600_000


@dataclass
class Phone:
    """One device of somebody who was invited: the key that it drew, and every secret it got, the newest last."""

    invited: "Invited"
    key: str = field(default_factory=ids.fresh)
    secrets: list[str] = field(default_factory=list)
    opened: Opened | None = None

    def took(self, opened: Opened) -> "Phone":
        self.opened = opened
        self.secrets.append(opened.secret)
        return self

    async def opens(self, *, at: int = 0) -> "Phone":
        opened = await self.invited.house(at).redeeming.redeem(self.invited.secret, Opener(self.key, "a phone"))
        return self.took(opened)

    async def refreshes(self, secret: str | None = None, *, at: int = 0) -> "Phone":
        return self.took(await self.invited.house(at).redeeming.refresh(secret or self.secrets[-1]))

    @property
    def id(self) -> str:
        assert self.opened is not None
        return self.opened.scope.device

    def token(self, ttl_s: int = 900) -> str:
        assert self.opened is not None
        return self.invited.house().identity.invite_token(self.opened.user, self.opened.scope, ttl_s).token

    async def device(self, *rooms: str, at: int = 0, **hello: Any) -> Device:
        device = self.invited.bench.device(self.invited.user, at=at)
        assert (await device.ask("hello", token=self.token(), **hello))["t"] == "welcome"
        for room in rooms:
            assert (await device.ask("join", room=room))["t"] == "joined"
        return device


@dataclass
class Invited:
    """One invitation and its link."""

    bench: Bench
    user: str
    told: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.told["id"])

    @property
    def secret(self) -> str:
        return str(self.told["url"].partition("#i=")[2])

    def house(self, at: int = 0) -> Any:
        return self.bench.nodes[at].machine.house

    async def phone(self, *, at: int = 0) -> Phone:
        return await Phone(self).opens(at=at)

    async def state(self) -> str:
        listed = await self.house().invites.of_user(HOST, self.user)
        return next(row["state"] for row in listed["invites"] if row["id"] == self.id)


async def to_room(bench: Bench, user: str = "ken", room: str = ORDER, **more: Any) -> Invited:
    wish = Wish(**{"user": user, "devices": 3, "ttl_s": 7 * 86_400, **more})
    told = await bench.node.machine.house.invites.into_room(HOST, room, wish, ids.fresh())
    return Invited(bench, user, told)


async def to_user(bench: Bench, user: str = "ken", **more: Any) -> Invited:
    wish = Wish(**{"user": user, "devices": 3, "ttl_s": 86_400, **more})
    return Invited(bench, user, await bench.node.machine.house.invites.for_user(HOST, wish))


async def code(waiting: Any) -> str:
    """Return the code with which this is refused, `done` when it is not."""
    try:
        await waiting
    except Refusal as refusal:
        return refusal.code
    return "done"
